// SPDX-License-Identifier: ISC
/* An instruction that the processor refuses, or a wild address. */
#include "lib.h"

/* Of the ISA: an undefined instruction; another trap of its own. */
void trap_undefined(void);
void trap_special(void);

int solo5_app_main(const struct solo5_start_info *info)
{
	if (has_word(info->cmdline, "undefined"))
		trap_undefined();
	else if (has_word(info->cmdline, "special"))
		trap_special();
	else if (has_word(info->cmdline, "jump"))
		((void (*)(void))0x1234567890UL)();
	else
		*(volatile int *)0x7ffffffff000UL = 1;
	say("no trap\n");
	return 1;
}
