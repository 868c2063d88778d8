// SPDX-License-Identifier: ISC
/* Neither code nor read-only data can be written. */
#include "lib.h"

static const uint64_t constant[] = { 7, 8, 9 };

int solo5_app_main(const struct solo5_start_info *info)
{
	const uint64_t *at = constant;

	if (has_word(info->cmdline, "code"))
		at = (const uint64_t *)(uintptr_t)solo5_app_main;
	/* the compiler must not see where that is */
	__asm__ volatile("" : "+r"(at));
	CHECK(*at, 2);
	*(volatile uint64_t *)(uintptr_t)at = 1;
	say("no fault\n");
	return 1;
}
