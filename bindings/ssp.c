// SPDX-License-Identifier: ISC
/* The stack protector: one guard, chosen at start. */
#include "bindings/bindings.h"

uintptr_t __stack_chk_guard;
__attribute__((noreturn)) void __stack_chk_fail(void);

/* The lowest byte is 0, which ends a string that would run over it. */
__attribute__((no_stack_protector)) void ssp_init(void)
{
	__stack_chk_guard = isa_random() & ~0xffULL;
}

void __stack_chk_fail(void)
{
	panic("stack corruption detected");
}
