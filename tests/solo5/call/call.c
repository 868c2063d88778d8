// SPDX-License-Identifier: ISC
/*
 * spt: a call of the host, nr=N with arguments a=, b=, c=, d=; its result if
 * it comes back.  @buffer stands for an address that can be read and written.
 */
#include "lib.h"

/* Of the ISA. */
long host(long nr, long a, long b, long c, long d);
/* A call of another architecture, where there is one. */
void host_foreign(void);

static char buffer[65536];

static long argument(const char *cmdline, const char *word)
{
	uint64_t v = number_after(cmdline, word, 0);

	return v == 77777 ? (long)buffer : (long)v;
}

int solo5_app_main(const struct solo5_start_info *info)
{
	const char *c = info->cmdline;
	long r;

	if (has_word(c, "foreign")) {
		host_foreign();
		return 1;
	}
	r = host((long)number_after(c, "nr", 0), argument(c, "a"),
		 argument(c, "b"), argument(c, "c"), argument(c, "d"));
	say(r < 0 ? "error " : "result ");
	say_number(r < 0 ? (uint64_t)-r : (uint64_t)r);
	say("\n");
	return 0;
}
