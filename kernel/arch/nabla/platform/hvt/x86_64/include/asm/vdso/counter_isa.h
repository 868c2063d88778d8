/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_VDSO_COUNTER_ISA_H
#define _ASM_NABLA_VDSO_COUNTER_ISA_H

#include <linux/types.h>

/* In order: not before the instructions in front of it have been carried out. */
static __always_inline u64 nabla_read_counter(void)
{
	u32 lo, hi;

	asm volatile("lfence\n\trdtsc" : "=a" (lo), "=d" (hi) : : "memory");
	return (u64)hi << 32 | lo;
}

#endif
