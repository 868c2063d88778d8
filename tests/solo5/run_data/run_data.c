// SPDX-License-Identifier: ISC
/* Neither data nor heap can be executed, but where the tender was told so. */
#include "lib.h"

/* Of the ISA: returns 42; makes code that was written known. */
extern const unsigned char code_begin[], code_end[];
void code_written(void *at);

static unsigned char data[64];

int solo5_app_main(const struct solo5_start_info *info)
{
	unsigned char *at = data;
	int (*run)(void);

	if (has_word(info->cmdline, "heap"))
		at = (unsigned char *)info->heap_start;
	memcpy(at, code_begin, (size_t)(code_end - code_begin));
	code_written(at);
	run = (int (*)(void))(uintptr_t)at;
	CHECK(run() == 42, 2);
	say("executed\n");
	return 0;
}
