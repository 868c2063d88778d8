/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU's random number instructions, where CPUID says they exist. CPUID is
 * allowed in user mode but may trap to a hypervisor (microseconds), so it is
 * asked once. The cached answer is idempotent: races are harmless.
 */
#ifndef _ASM_NABLA_ARCHRANDOM_H
#define _ASM_NABLA_ARCHRANDOM_H

#include <linux/types.h>

#define NABLA_CPU_RDRAND	1
#define NABLA_CPU_RDSEED	2

/* Which of the NABLA_CPU_* this CPU has; lib/random.c. */
unsigned int nabla_cpu_random(void);

/* The instructions may find the source empty: try again, but not for ever. */
#define __NABLA_RANDOM(insn, v)						\
({									\
	bool __ok = false;						\
	int __tries;							\
									\
	for (__tries = 0; !__ok && __tries < 10; __tries++)		\
		asm volatile(insn " %0" : "=r" (*(v)), "=@ccc" (__ok));	\
	__ok;								\
})

static inline size_t __must_check
arch_get_random_longs(unsigned long *v, size_t max)
{
	if (!max || !(nabla_cpu_random() & NABLA_CPU_RDRAND))
		return 0;
	return __NABLA_RANDOM("rdrand", v);
}

static inline size_t __must_check
arch_get_random_seed_longs(unsigned long *v, size_t max)
{
	if (!max || !(nabla_cpu_random() & NABLA_CPU_RDSEED))
		return 0;
	return __NABLA_RANDOM("rdseed", v);
}

#endif /* _ASM_NABLA_ARCHRANDOM_H */
