// SPDX-License-Identifier: ISC
/* The console: descriptor 1. */
#include "bindings/spt/spt.h"

void solo5_console_write(const char *buf, size_t size)
{
	long r;

	while (size) {
		r = host_call(__NR_write, 1, (long)buf, (long)size, 0, 0, 0);
		if (r == -EINTR)
			continue;
		if (r <= 0)
			return;
		buf += r;
		size -= (size_t)r;
	}
}
