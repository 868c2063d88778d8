// SPDX-License-Identifier: ISC
/*
 * The probe's aarch64 part.
 *
 *	restorer NR		a call by the signal restorer's own instruction
 */
#include "probe.h"

#pragma GCC visibility push(hidden)
call_fn by_restorer;
#pragma GCC visibility pop

void put_isa(const struct nabla_boot_isa *isa)
{
	put_number("hwcap", isa->hwcap);
	put_number("hwcap2", isa->hwcap2);
	put_number("sigreturn_ip", isa->sigreturn_ip);
}

/* struct ucontext, as the host lays it out */
unsigned long context_ip(const void *context)
{
	return *(const unsigned long *)((const char *)context + 440);
}

const void *context_third(const void *context)
{
	return *(void *const *)((const char *)context + 200);
}

static void do_restorer(void)
{
	make_call(by_restorer, 0);
}

const struct verb isa_verbs[] = { { "restorer", do_restorer }, { 0, 0 } };
