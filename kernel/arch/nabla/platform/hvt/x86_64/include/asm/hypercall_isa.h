/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_HYPERCALL_ISA_H
#define _ASM_NABLA_HYPERCALL_ISA_H

#include <linux/types.h>
#include <solo5/hvt_abi.h>

/* Guest memory ends at 4 GiB at the latest: nabla_platform_start() has seen to it. */
static inline void nabla_hypercall_isa(enum hvt_hypercall nr, unsigned long arg)
{
	asm volatile("outl %0, %1"
		     : : "a" ((u32)arg), "d" ((u16)(HVT_PIO_BASE + nr))
		     : "memory");
}

#endif
