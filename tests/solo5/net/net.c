// SPDX-License-Identifier: ISC
/* Answers on service0 until limit=N pings; before that, what must fail. */
#include "answer.h"

static uint8_t frame[16];

static void edges(solo5_handle_t h)
{
	struct solo5_net_info n;
	struct solo5_block_info b;
	solo5_handle_t other = 77;
	size_t got = 77;

	CHECK(solo5_net_acquire("service0", &other, &n) == SOLO5_R_EINVAL, 1);
	CHECK(solo5_net_acquire("service1", &other, &n) == SOLO5_R_EINVAL, 2);
	CHECK(solo5_block_acquire("service0", &other, &b) == SOLO5_R_EINVAL, 3);
	CHECK(other == 77, 4);
	CHECK(solo5_net_read(h + 1, frame, 16, &got) == SOLO5_R_EINVAL, 5);
	CHECK(solo5_net_write(0, frame, 16) == SOLO5_R_EINVAL, 6);
	CHECK(solo5_net_write(~0ULL, frame, 16) == SOLO5_R_EINVAL, 7);
	CHECK(solo5_block_write(h, 0, frame, 16) == SOLO5_R_EINVAL, 8);
	CHECK(got == 77, 9);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	struct answerer a;

	answer_open(&a, "service0", 0);
	CHECK(a.info.mtu == number_after(info->cmdline, "mtu", 1500), 10);
	edges(a.handle);
	if (has_word(info->cmdline, "short"))
		answer_short(&a);
	say("ready\n");
	answer(&a, 1, number_after(info->cmdline, "limit", 1000));
	say("SUCCESS\n");
	return 0;
}
