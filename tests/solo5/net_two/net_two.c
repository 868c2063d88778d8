// SPDX-License-Identifier: ISC
/* Answers on service0 and service1 until limit=N pings on each. */
#include "answer.h"

int solo5_app_main(const struct solo5_start_info *info)
{
	struct answerer a[2];

	answer_open(&a[0], "service0", 0);
	answer_open(&a[1], "service1", 1);
	CHECK(a[0].handle == 1 && a[1].handle == 2, 1);
	say("ready\n");
	answer(a, 2, number_after(info->cmdline, "limit", 1000));
	say("SUCCESS\n");
	return 0;
}
