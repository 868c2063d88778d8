/* SPDX-License-Identifier: GPL-2.0-only */
/* The cycle counter: the TSC, read without ordering, as entropy and hint. */
#ifndef _ASM_NABLA_TIMEX_H
#define _ASM_NABLA_TIMEX_H

typedef unsigned long cycles_t;

static inline cycles_t get_cycles(void)
{
	unsigned int lo, hi;

	asm volatile("rdtsc" : "=a" (lo), "=d" (hi));
	return (cycles_t)hi << 32 | lo;
}
#define get_cycles get_cycles

#endif /* _ASM_NABLA_TIMEX_H */
