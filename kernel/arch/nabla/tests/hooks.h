/* SPDX-License-Identifier: GPL-2.0-only */
/* What /proc/nabla-test arranges for the way into the kernel: see hooks.c. */
#ifndef NABLA_TESTS_HOOKS_H
#define NABLA_TESTS_HOOKS_H

#ifdef CONFIG_NABLA_TEST
extern unsigned int nabla_test_entry_smash;
void nabla_test_smash(unsigned int words);

/* Called on the way in from a program, before anything else is done. */
static __always_inline void nabla_test_entry(void)
{
	if (unlikely(nabla_test_entry_smash))
		nabla_test_smash(nabla_test_entry_smash);
}
#else
static inline void nabla_test_entry(void) { }
#endif

#endif
