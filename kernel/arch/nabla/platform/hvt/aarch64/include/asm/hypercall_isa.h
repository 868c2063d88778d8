/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_HYPERCALL_ISA_H
#define _ASM_NABLA_HYPERCALL_ISA_H

#include <linux/types.h>
#include <solo5/hvt_abi.h>
#include <asm/page.h>

/*
 * head.S has mapped the place.  A plain store of 32 bits, which KVM can decode; guest
 * memory ends at 4 GiB at the latest: nabla_platform_start() has seen to it.
 */
static inline void nabla_hypercall_isa(enum hvt_hypercall nr, unsigned long arg)
{
	asm volatile("str %w0, [%1]"
		     : : "r" (arg), "r" (__va(HVT_MMIO_BASE + (nr << 3)))
		     : "memory");
}

#endif
