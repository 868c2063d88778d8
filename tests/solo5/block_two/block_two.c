// SPDX-License-Identifier: ISC
/* Two block devices: what is written to one does not reach the other. */
#include "lib.h"

static uint8_t a[4096], b[4096];

int solo5_app_main(const struct solo5_start_info *info)
{
	struct solo5_block_info one, two;
	solo5_handle_t h1, h2;

	(void)info;
	/* in the other order than the manifest's */
	CHECK(!solo5_block_acquire("two", &h2, &two), 1);
	CHECK(!solo5_block_acquire("one", &h1, &one), 2);
	CHECK(h1 == 1 && h2 == 2, 3);
	CHECK(one.block_size == 512 && two.block_size == 4096, 4);
	memset(a, 0x11, sizeof(a));
	memset(b, 0x22, sizeof(b));
	CHECK(!solo5_block_write(h1, 512, a, 512), 5);
	CHECK(!solo5_block_write(h2, 4096, b, 4096), 6);
	CHECK(!solo5_block_read(h1, 512, b, 512), 7);
	CHECK(b[0] == 0x11 && b[511] == 0x11 && b[512] == 0x22, 8);
	CHECK(!solo5_block_read(h2, 4096, a, 4096), 9);
	CHECK(a[0] == 0x22 && a[4095] == 0x22, 10);
	CHECK(solo5_block_write(h1, 0, a, 4096) == SOLO5_R_EINVAL, 11);
	CHECK(solo5_block_write(h2, 0, a, 512) == SOLO5_R_EINVAL, 12);
	say("SUCCESS\n");
	return 0;
}
