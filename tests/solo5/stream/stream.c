// SPDX-License-Identifier: ISC
/*
 * For measurements: how long it takes to write and read the whole disk, and to
 * send frames=N frames of 1514 bytes, in bytes per second.
 */
#include "lib.h"

static uint8_t buf[32768];

static void report(const char *what, uint64_t bytes, solo5_time_t from)
{
	uint64_t us = (solo5_clock_monotonic() - from) / 1000;

	say(what);
	say(" ");
	say_number(bytes * 1000000 / (us ? us : 1));
	say("\n");
}

static void stream_block(void)
{
	struct solo5_block_info b;
	solo5_handle_t h;
	solo5_time_t from;

	CHECK(!solo5_block_acquire("disk", &h, &b), 1);
	from = solo5_clock_monotonic();
	for (solo5_off_t at = 0; at < b.capacity; at += b.block_size)
		CHECK(!solo5_block_write(h, at, buf, b.block_size), 2);
	report("block-write", b.capacity, from);
	from = solo5_clock_monotonic();
	for (solo5_off_t at = 0; at < b.capacity; at += b.block_size)
		CHECK(!solo5_block_read(h, at, buf, b.block_size), 3);
	report("block-read", b.capacity, from);
}

/* To nobody: the other side need not take them all. */
static void stream_net(uint64_t frames)
{
	struct solo5_net_info n;
	solo5_time_t from;
	solo5_handle_t h;

	CHECK(!solo5_net_acquire("service0", &h, &n), 4);
	memset(buf, 0xff, 6);
	memcpy(buf + 6, n.mac_address, 6);
	from = solo5_clock_monotonic();
	for (uint64_t i = 0; i < frames; i++)
		CHECK(solo5_net_write(h, buf, 1514) <= SOLO5_R_AGAIN, 5);
	report("net-send", frames * 1514, from);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	stream_block();
	stream_net(number_after(info->cmdline, "frames", 10000));
	return 0;
}
