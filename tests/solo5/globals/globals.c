// SPDX-License-Identifier: ISC
/* Data, read-only data and bss are as the program has them, and stay. */
#include "lib.h"

/* With 4 MB of memory, less than 512 KB are left. */
#define LARGE	0x2c0000

static volatile uint64_t filled = 0x123456789abcdefULL;
static const volatile char text[] = "read only";
static volatile unsigned char zero[LARGE];
static char *volatile pointer = (char *)&filled;

int solo5_app_main(const struct solo5_start_info *info)
{
	CHECK(filled == 0x123456789abcdefULL, 1);
	CHECK(text[0] == 'r' && !text[9], 2);
	CHECK(pointer == (char *)&filled, 3);
	for (size_t i = 0; i < LARGE; i += 97)
		CHECK(!zero[i], 4);
	for (size_t i = 0; i < LARGE; i += 4096)
		zero[i] = (unsigned char)(i >> 12);
	for (size_t i = 0; i < LARGE; i += 4096)
		CHECK(zero[i] == (unsigned char)(i >> 12), 5);
	CHECK(info->heap_start >= (uintptr_t)(zero + LARGE), 6);
	say("SUCCESS\n");
	return 0;
}
