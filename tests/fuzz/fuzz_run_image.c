// SPDX-License-Identifier: ISC
/*
 * The image loader on arbitrary files.  Guest memory lies between inaccessible
 * pages, and what is accepted must be as image.h promises.
 */
#include <stdlib.h>

#include "lib/err.h"
#include "tenders/run/image.h"
#include "tests/unit/image_builder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int inside(uint64_t addr)
{
	return addr >= TEST_KERNEL && addr < NABLA_RAM + TEST_RAM_SIZE;
}

static void check(const struct nabla_image *i)
{
	if (i->abi != NABLA_ABI || i->flags || !inside(i->start) ||
	    !inside(i->signal) || !inside(i->restorer) ||
	    !inside(i->call_ip) || !inside(i->end - 1))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ram ram;
	struct nabla_image image;
	struct err e = { 0 };
	int fd, r;

	if (!ram.map && build_ram(&ram) < 0)
		abort();
	fd = build_file(data, size);
	if (fd < 0)
		abort();
	r = image_load(&ram, fd, &image, &e);
	if (!r)
		check(&image);
	else if (r != -e.code || !e.text[0])
		abort();
	close(fd);
	return 0;
}
