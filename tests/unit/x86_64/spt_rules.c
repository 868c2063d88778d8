// SPDX-License-Identifier: ISC
/* Thread-local storage, and no other use of that call. */
#include <asm/prctl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "tests/unit/spt_rules.h"

const struct call isa_calls[] = { { SYS_arch_prctl, { ARCH_SET_FS } } };
const size_t isa_nr_calls = COUNT(isa_calls);

bool isa_good(const struct call *c)
{
	return c->nr == SYS_arch_prctl && c->arg[0] == ARCH_SET_FS;
}
