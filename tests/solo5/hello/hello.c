// SPDX-License-Identifier: ISC
/* Prints its command line, ends with status=N. */
#include "lib.h"

int solo5_app_main(const struct solo5_start_info *info)
{
	say("hello '");
	say(info->cmdline);
	say("'\n");
	return (int)number_after(info->cmdline, "status", 0);
}
