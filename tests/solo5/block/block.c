// SPDX-License-Identifier: ISC
/*
 * Block device "disk": every block is written and read back, and every wrong
 * request refused.  Expects size=BLOCK and blocks=NUMBER.
 */
#include "lib.h"

static uint8_t out[32768], in[32768], after[32768];

static uint8_t pattern(uint64_t block, size_t i)
{
	return (uint8_t)(block * 7 + i * 13 + (i >> 8));
}

static void fill(uint64_t block, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = pattern(block, i);
}

static void check_good(solo5_handle_t h, const struct solo5_block_info *b)
{
	uint64_t n = b->capacity / b->block_size;

	for (uint64_t k = 0; k < n; k++) {
		fill(k, b->block_size);
		CHECK(!solo5_block_write(h, k * b->block_size, out,
					 b->block_size), 10);
	}
	for (uint64_t k = 0; k < n; k++) {
		fill(k, b->block_size);
		CHECK(!solo5_block_read(h, k * b->block_size, in,
					b->block_size), 11);
		CHECK(!memcmp(in, out, b->block_size), 12);
	}
}

static void refused(solo5_handle_t h, solo5_off_t offset, size_t size,
		    int status)
{
	CHECK(solo5_block_write(h, offset, out, size) == SOLO5_R_EINVAL,
	      status);
	CHECK(solo5_block_read(h, offset, after, size) == SOLO5_R_EINVAL,
	      status + 1);
	for (size_t i = 0; i < sizeof(after); i++)
		CHECK(!after[i], 99);
}

static void check_bad(solo5_handle_t h, const struct solo5_block_info *b)
{
	size_t s = b->block_size;

	refused(h, b->capacity, s, 20);
	refused(h, b->capacity + s, s, 22);
	refused(h, 0 - (solo5_off_t)s, s, 24);
	refused(h, 1, s, 26);
	refused(h, s - 1, s, 28);
	refused(h, s / 2, s, 30);
	refused(h, 0, s - 1, 32);
	refused(h, 0, s + 1, 34);
	refused(h, 0, 2 * s, 36);
	refused(h, 0, 0, 38);
	refused(h, 0, s / 2, 40);
	refused(0, 0, s, 42);
	refused(h + 1, 0, s, 44);
	refused(1000, 0, s, 46);
	refused(~0ULL, 0, s, 48);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	struct solo5_block_info b = { 0 };
	struct solo5_net_info n;
	solo5_handle_t h = 77, other = 77;

	CHECK(solo5_block_acquire("none", &h, &b) == SOLO5_R_EINVAL, 1);
	CHECK(solo5_block_acquire("", &h, &b) == SOLO5_R_EINVAL, 2);
	CHECK(solo5_net_acquire("disk", &h, &n) == SOLO5_R_EINVAL, 3);
	CHECK(h == 77, 4);
	CHECK(solo5_block_acquire("disk", &h, &b) == SOLO5_R_OK, 5);
	CHECK(h == 1, 6);
	CHECK(b.block_size == number_after(info->cmdline, "size", 512), 7);
	CHECK(b.capacity == b.block_size *
	      number_after(info->cmdline, "blocks", 16), 8);
	CHECK(solo5_block_acquire("disk", &other, &b) == SOLO5_R_EINVAL, 9);
	if (has_word(info->cmdline, "first")) {
		CHECK(!solo5_block_read(h, 0, in, b.block_size), 50);
		solo5_console_write((char *)in, 16);
	}
	check_bad(h, &b);
	check_good(h, &b);
	check_bad(h, &b);
	say("SUCCESS\n");
	return 0;
}
