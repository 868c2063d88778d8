// SPDX-License-Identifier: ISC
/*
 * Writes size=N bytes to the console in pieces of every size from 0 on: the
 * alphabet, over and over, so that a byte that is lost or doubled is seen.
 */
#include "lib.h"

static char text[70000];

int solo5_app_main(const struct solo5_start_info *info)
{
	size_t left = number_after(info->cmdline, "size", 100000);
	size_t piece = number_after(info->cmdline, "piece", 0);
	size_t at = 0, n;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	while (left) {
		n = piece < left ? piece : left;
		solo5_console_write(text + at, n);
		at = (at + n) % 26;
		left -= n;
		piece += !number_after(info->cmdline, "piece", 0);
		if (piece > sizeof(text) - 26)
			piece = 0;
	}
	return 0;
}
