// SPDX-License-Identifier: ISC
/*
 * Memory for a debugger to watch: each word is written once, then read once,
 * and its neighbours more often.  Ends with 5, whatever was watched.
 */
#include "lib.h"

volatile uint64_t before, word, after;
volatile struct {
	unsigned char low[3], odd, high[28];
} bytes __attribute__((aligned(8)));

int solo5_app_main(const struct solo5_start_info *info)
{
	uint64_t sum = before + after;

	(void)info;
	before = 1;
	after = 1;
	word = 4;
	sum += before + after;
	sum += word;
	bytes.low[2] = 1;
	bytes.high[0] = 1;
	bytes.odd = 7;
	sum += bytes.low[2] + bytes.high[0];
	bytes.high[19] = 1;		/* 16 bytes further on, of the struct */
	CHECK(sum == 8 && bytes.odd == 7, 1);
	say("watched\n");
	return 5;
}
