// SPDX-License-Identifier: ISC
/* The heap: zero, as large as promised, up to the stack. */
#include "lib.h"

#define STACK	(64 << 10)

int solo5_app_main(const struct solo5_start_info *info)
{
	uint64_t mb = number_after(info->cmdline, "mb", 512);
	volatile unsigned char *heap = (unsigned char *)info->heap_start;
	size_t step = number_after(info->cmdline, "step", 4096);
	size_t size = info->heap_size - STACK;
	unsigned char here;

	CHECK(!(info->heap_start & 4095), 1);
	CHECK(info->heap_start + info->heap_size == mb << 20, 2);
	CHECK((uintptr_t)&here < info->heap_start + info->heap_size, 3);
	CHECK((uintptr_t)&here > info->heap_start + size, 4);
	for (size_t i = 0; i < size; i += step) {
		CHECK(!heap[i], 5);
		heap[i] = (unsigned char)(i / 4096 % 251);
	}
	for (size_t i = 0; i < size; i += step)
		CHECK(heap[i] == (unsigned char)(i / 4096 % 251), 6);
	say("SUCCESS\n");
	return 0;
}
