/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual counter, read without ordering, as entropy and hint. */
#ifndef _ASM_NABLA_TIMEX_H
#define _ASM_NABLA_TIMEX_H

typedef unsigned long cycles_t;

static inline cycles_t get_cycles(void)
{
	cycles_t t;

	asm volatile("mrs %0, cntvct_el0" : "=r" (t));
	return t;
}
#define get_cycles get_cycles

#endif /* _ASM_NABLA_TIMEX_H */
