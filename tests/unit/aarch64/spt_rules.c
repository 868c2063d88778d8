// SPDX-License-Identifier: ISC
/* None: thread-local storage needs no call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/spt_rules.h"

const struct call isa_calls[1];
const size_t isa_nr_calls;

bool isa_good(const struct call *c)
{
	(void)c;
	return false;
}
