// SPDX-License-Identifier: ISC
/*
 * The loader of unikernels on arbitrary files.  Guest memory lies between
 * inaccessible pages; what is accepted must be loadable, and its manifest
 * valid.
 */
#include <stdlib.h>

#include "lib/err.h"
#include "tests/unit/unikernel_builder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct unikernel *u, const struct guest_memory *mem,
		  struct err *e)
{
	if (u->end > TEST_MEM || !u->manifest.entries ||
	    u->manifest.entries > MFT1_ENTRIES_MAX)
		abort();
	for (uint32_t i = 0; i < u->manifest.entries; i++)
		if (u->manifest.e[i].attached ||
		    u->manifest.e[i].name[MFT1_NAME_MAX])
			abort();
	if (unikernel_load(u, mem, e) < 0 ||
	    mprotect(mem->host, TEST_MEM, PROT_READ | PROT_WRITE) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct guest_memory mem;
	struct err e = { 0 };
	struct unikernel u;
	int fd, r;

	if (!mem.host && build_memory(&mem) < 0)
		abort();
	fd = build_file(data, size);
	if (fd < 0)
		abort();
	r = unikernel_open(&u, fd, 0, &e);
	if (!r)
		r = unikernel_check(&u, TEST_MEM, &e);
	if (!r)
		check(&u, &mem, &e);
	else if (r != -e.code || !e.text[0])
		abort();
	close(fd);
	return 0;
}
