/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_VDSO_COUNTER_ISA_H
#define _ASM_NABLA_VDSO_COUNTER_ISA_H

#include <linux/types.h>

/* In order: not before the instructions in front of it have been carried out. */
static __always_inline u64 nabla_read_counter(void)
{
	u64 v;

	asm volatile("isb\n\tmrs %0, cntvct_el0" : "=r" (v) : : "memory");
	return v;
}

#endif
