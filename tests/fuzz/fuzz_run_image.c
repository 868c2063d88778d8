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

static void check_baked(const struct nabla_baked *b, size_t size)
{
	if (b->version != NABLA_BAKED_VERSION || !b->root_size ||
	    b->root_offset % NABLA_BAKED_ALIGN ||
	    b->root_size % NABLA_BAKED_ALIGN || b->root_offset > size ||
	    b->root_size > size - b->root_offset || b->config_offset > size ||
	    b->config_size > size - b->config_offset)
		abort();
	for (int i = 0; i < NABLA_BAKED_NETS; i++)
		if (!memchr(b->net[i], 0, NABLA_NAME_MAX))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ram ram;
	struct err e = { 0 };
	struct image i;
	int fd, r;

	if (!ram.map && build_ram(&ram) < 0)
		abort();
	fd = build_file(data, size);
	if (fd < 0)
		abort();
	r = image_read(&i, fd, &e);
	if (!r && i.have_baked)
		check_baked(&i.baked, size);
	if (!r)
		r = image_place(&i, &ram, &e);
	if (!r)
		check(&i.kernel);
	else if (r != -e.code || !e.text[0])
		abort();
	close(fd);
	return 0;
}
