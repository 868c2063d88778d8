// SPDX-License-Identifier: ISC
/* Yields without devices: as long as asked for, or not at all. */
#include "lib.h"

#define MS	1000000ULL

static void sleep(uint64_t ns, uint64_t at_most)
{
	solo5_time_t from = solo5_clock_monotonic(), passed;
	solo5_handle_set_t set = ~0ULL;

	solo5_yield(from + ns, &set);
	passed = solo5_clock_monotonic() - from;
	CHECK(!set, 1);
	CHECK(passed >= ns, 2);
	CHECK(passed < at_most, 3);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	static const uint64_t ns[] = {
		0, 1, 999, 1000, MS, 10 * MS, 1001 * MS,
	};
	solo5_time_t from;

	if (has_word(info->cmdline, "forever"))
		for (;;)
			solo5_yield(UINT64_MAX, NULL);
	for (size_t i = 0; i < sizeof(ns) / sizeof(ns[0]); i++)
		sleep(ns[i], ns[i] + 3000 * MS);
	from = solo5_clock_monotonic();
	solo5_yield(0, NULL);
	solo5_yield(from - 1, NULL);
	CHECK(solo5_clock_monotonic() - from < 2000 * MS, 4);
	say("SUCCESS\n");
	return 0;
}
