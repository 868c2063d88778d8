// SPDX-License-Identifier: ISC
/*
 * A container that is baked into the kernel image.  Nothing of it is copied but
 * its records: the root file system is a read-only disk on the image itself.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <nabla/config.h>
#include <nabla/layout.h>

#include "lib/elf_file.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "tenders/run/baked.h"
#include "tenders/run/image.h"
#include "tenders/run/tender.h"

#define SECTOR	512

static bool in_file(const struct elf_file *f, uint64_t at, uint64_t size)
{
	return at <= f->size && size <= f->size - at;
}

static bool aligned(uint64_t v)
{
	return !(v % NABLA_BAKED_ALIGN);
}

static bool good_name(const char name[NABLA_NAME_MAX])
{
	size_t n = strnlen(name, NABLA_NAME_MAX);

	if (n == NABLA_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) &&
		    !strchr("_.-", name[i]))
			return false;
	return true;
}

static bool good_names(const struct nabla_baked *b)
{
	for (int i = 0; i < NABLA_BAKED_NETS; i++)
		if (!good_name(b->net[i]) ||
		    (i && b->net[i][0] && !b->net[i - 1][0]))
			return false;
	return true;
}

int baked_check(const struct nabla_baked *b, const struct elf_file *f,
		struct err *e)
{
	if (b->version != NABLA_BAKED_VERSION)
		return err_set(e, ENOEXEC, "baked by version %u, this is %u",
			       b->version, NABLA_BAKED_VERSION);
	if (b->mem > NABLA_RAM_MAX >> 20)
		return elf_bad(f, "baked for more memory than there can be", e);
	if (!b->root_size || !aligned(b->root_size) ||
	    !aligned(b->root_offset))
		return elf_bad(f, "its baked root is not in whole pages", e);
	if (!in_file(f, b->root_offset, b->root_size))
		return elf_bad(f, "its baked root is not in the file", e);
	if (b->config_size > NABLA_CONFIG_MAX)
		return elf_bad(f, "its baked description is too long", e);
	if (!in_file(f, b->config_offset, b->config_size))
		return elf_bad(f, "its baked description is not in the file",
			       e);
	if (!good_names(b))
		return elf_bad(f, "its baked networks have strange names", e);
	return 0;
}

int baked_config(const struct image *i, char *to, struct err *e)
{
	uint64_t size = i->baked.config_size;

	if (fd_pread_full(i->file.fd, to, size,
			  (off_t)i->baked.config_offset) < 0)
		return err_errno(e, "reading the baked description");
	/* else what follows would become part of the last record */
	if (to[size - 1])
		return err_set(e, ENOEXEC, "the baked description ends within "
			       "a record");
	return 0;
}

static bool given(const struct tender *t, uint32_t type, const char *name)
{
	for (unsigned int i = 0; i < t->nr_devices; i++)
		if (t->device[i].type == type &&
		    !strcmp(t->device[i].name, name))
			return true;
	return false;
}

int baked_devices(struct tender *t, struct err *e)
{
	const struct nabla_baked *b = &t->file.baked;
	struct nabla_device d = {
		.type = NABLA_DEV_BLOCK, .fd = t->file.file.fd,
		.features = NABLA_BLOCK_READONLY, .block_size = SECTOR,
		.size = b->root_size, .offset = b->root_offset,
		.name = NABLA_BAKED_ROOT,
	};

	for (int i = 0; i < NABLA_BAKED_NETS && b->net[i][0]; i++)
		if (!given(t, NABLA_DEV_NET, b->net[i]))
			return err_set(e, ENODEV, "the image needs a network: "
				       "--net:%s=...", b->net[i]);
	if (given(t, NABLA_DEV_BLOCK, d.name))
		return err_set(e, EEXIST, "the image has a disk %s of its own",
			       d.name);
	if (t->nr_devices == NABLA_DEVICES_MAX)
		return err_set(e, E2BIG, "with the image's disk there are more "
			       "than %d devices", NABLA_DEVICES_MAX);
	t->device[t->nr_devices++] = d;
	return 0;
}
