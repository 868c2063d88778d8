// SPDX-License-Identifier: ISC
/* Writing over the end of an array on the stack ends in an abort. */
#include "lib.h"

static __attribute__((noinline)) void smash(size_t n)
{
	volatile char buf[16];
	volatile char *p = buf;

	/* the compiler must not see through it */
	__asm__ volatile("" : "+r"(p));
	for (size_t i = 0; i < n; i++)
		p[i] = 'x';
}

int solo5_app_main(const struct solo5_start_info *info)
{
	smash(number_after(info->cmdline, "bytes", 64));
	say("not seen\n");
	return 0;
}
