// SPDX-License-Identifier: ISC
/* Clocks: monotonic, of one speed, and the wall clock near what now=SECONDS. */
#include "lib.h"

#define SEC	1000000000ULL

int solo5_app_main(const struct solo5_start_info *info)
{
	uint64_t now = number_after(info->cmdline, "now", 0);
	solo5_time_t from = solo5_clock_monotonic(), last = from, t;
	solo5_time_t wall = solo5_clock_wall(), passed;

	for (int i = 0; i < 2000; i++) {
		t = solo5_clock_monotonic();
		CHECK(t >= last, 1);
		last = t;
	}
	CHECK(wall / SEC >= now && wall / SEC <= now + 20, 2);
	from = solo5_clock_monotonic();
	wall = solo5_clock_wall();
	solo5_yield(from + SEC / 2, NULL);
	passed = solo5_clock_monotonic() - from;
	wall = solo5_clock_wall() - wall;
	CHECK(passed >= SEC / 2, 3);
	CHECK(passed < 5 * SEC, 4);
	CHECK(wall > passed - SEC / 10 && wall < passed + SEC / 10, 5);
	say("SUCCESS\n");
	return 0;
}
