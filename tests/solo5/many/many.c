// SPDX-License-Identifier: ISC
/* 63 devices, alternating: each acquired, each of its own. */
#include "lib.h"

static uint8_t block[512], frame[2000];

static void name_of(char name[8], unsigned int i)
{
	memcpy(name, "dev", 3);
	if (i >= 10)
		name[3] = (char)('0' + i / 10);
	name[3 + (i >= 10)] = (char)('0' + i % 10);
	name[4 + (i >= 10)] = '\0';
}

static void try_block(const char *name, unsigned int i)
{
	struct solo5_block_info info;
	solo5_handle_t h;

	CHECK(!solo5_block_acquire(name, &h, &info), 1);
	CHECK(h == i + 1, 2);
	memset(block, (int)i, sizeof(block));
	CHECK(!solo5_block_write(h, 0, block, 512), 3);
}

static void try_net(const char *name, unsigned int i)
{
	struct solo5_net_info info;
	solo5_handle_t h;
	size_t n;

	CHECK(!solo5_net_acquire(name, &h, &info), 4);
	CHECK(h == i + 1, 5);
	CHECK(solo5_net_read(h, frame, sizeof(frame), &n) == SOLO5_R_AGAIN, 6);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	solo5_handle_set_t set = 1;
	char name[8];

	(void)info;
	for (unsigned int i = 0; i < 63; i++) {
		name_of(name, i);
		if (i % 2)
			try_net(name, i);
		else
			try_block(name, i);
	}
	solo5_yield(solo5_clock_monotonic() + 1000000, &set);
	CHECK(!set, 7);
	say("SUCCESS\n");
	return 0;
}
