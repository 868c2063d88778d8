// SPDX-License-Identifier: ISC
/* Touching page 0, or the last bytes below the boot data, is a fault. */
#include "lib.h"

int solo5_app_main(const struct solo5_start_info *info)
{
	volatile uint64_t *at =
		(uint64_t *)number_after(info->cmdline, "at", 0);

	if (has_word(info->cmdline, "write"))
		*at = 1;
	else if (*at)
		say("not even zero\n");
	say("no fault\n");
	return 1;
}
