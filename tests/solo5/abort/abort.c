// SPDX-License-Identifier: ISC
/* Aborts; or exits with exit=N. */
#include "lib.h"

int solo5_app_main(const struct solo5_start_info *info)
{
	if (number_after(info->cmdline, "exit", 1000) != 1000)
		solo5_exit((int)number_after(info->cmdline, "exit", 0));
	solo5_abort();
}
