/* SPDX-License-Identifier: GPL-2.0-only */
/* One guard for the whole kernel: fs and tpidr_el0 belong to the program. */
#ifndef _ASM_NABLA_STACKPROTECTOR_H
#define _ASM_NABLA_STACKPROTECTOR_H

#include <linux/random.h>

extern unsigned long __stack_chk_guard;

static __always_inline void boot_init_stack_canary(void)
{
	__stack_chk_guard = get_random_canary();
	current->stack_canary = __stack_chk_guard;
}

#endif
