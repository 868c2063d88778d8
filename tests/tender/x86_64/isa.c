// SPDX-License-Identifier: ISC
/*
 * The probe's x86_64 part.
 *
 *	bases			prints fs and gs base
 *	enter NR A B C D E F	a call at the tender's own last instruction,
 *				whose address the host leaves in a register:
 *				only where no signal has come early
 */
#include "probe.h"

#pragma GCC visibility push(hidden)
unsigned long fs_base(void);
unsigned long gs_base(void);
call_fn enter;
#pragma GCC visibility pop

void put_isa(const struct nabla_boot_isa *isa)
{
	put_number("hwcap", isa->hwcap);
	put_number("hwcap2", isa->hwcap2);
	put_number("xfeatures", isa->xfeatures);
	put_number("xsave_size", isa->xsave_size);
	put_number("isa_flags", isa->flags);
	put_number("tsc_khz", isa->tsc_khz);
}

/* struct ucontext, as the host lays it out */
unsigned long context_ip(const void *context)
{
	return *(const unsigned long *)((const char *)context + 168);
}

const void *context_third(const void *context)
{
	return *(void *const *)((const char *)context + 136);
}

static void do_bases(void)
{
	put_number("fs", fs_base());
	put_number("gs", gs_base());
}

static void do_enter(void)
{
	make_call(enter, 0);
}

const struct verb isa_verbs[] = {
	{ "bases", do_bases }, { "enter", do_enter }, { 0, 0 },
};
