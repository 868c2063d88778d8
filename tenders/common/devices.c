// SPDX-License-Identifier: ISC
/* Devices of a unikernel: each is declared, and given, exactly once. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/common/devices.h"

/* As the command line calls them; manifest_check() has let no others in. */
static const struct type {
	uint32_t type;
	const char *name;
	int (*attach)(struct mft_entry *m, const struct device_option *d,
		      struct err *e);
} types[] = {
	{ MFT_DEV_NET_BASIC,	"net",		net_attach },
	{ MFT_DEV_BLOCK_BASIC,	"block",	block_attach },
	{ MFT_DEV_FILES,	"files",	channel_attach },
	{ MFT_DEV_CONTROL,	"control",	channel_attach },
};

static const struct type *type_of(uint32_t type)
{
	const struct type *t = types;

	while (t->type != type)
		t++;
	return t;
}

static const char *type_name(uint32_t type)
{
	return type_of(type)->name;
}

static int attach(struct mft_entry *m, const struct device_option *d,
		  struct err *e)
{
	if (type_of(m->type)->attach(m, d, e) < 0)
		return err_context(e, "device %s", d->name);
	m->attached = true;
	return 0;
}

bool devices_have_channels(const struct manifest *mft)
{
	for (uint32_t i = 1; i < mft->entries; i++)
		if (is_channel(&mft->e[i]))
			return true;
	return false;
}

static struct mft_entry *declared(struct manifest *mft,
				  const struct device_option *d)
{
	for (uint32_t i = 1; i < mft->entries; i++)
		if (mft->e[i].type == d->type &&
		    !strcmp(mft->e[i].name, d->name))
			return &mft->e[i];
	return NULL;
}

int devices_attach(struct manifest *mft, const struct options *o, struct err *e)
{
	struct mft_entry *m;

	for (unsigned int i = 0; i < o->nr_devices; i++) {
		const struct device_option *d = &o->device[i];

		m = declared(mft, d);
		if (!m)
			return err_set(e, ENODEV, "the manifest declares no "
				       "%s device %s", type_name(d->type),
				       d->name);
		if (attach(m, d, e) < 0)
			return -e->code;
	}
	for (uint32_t i = 1; i < mft->entries; i++)
		if (!mft->e[i].attached)
			return err_set(e, ENODEV, "%s device %s is declared "
				       "but not given (--%s:%s=)",
				       type_name(mft->e[i].type),
				       mft->e[i].name,
				       type_name(mft->e[i].type),
				       mft->e[i].name);
	return 0;
}

/* So that none of what is opened later takes such a number. */
int descriptors_fill(struct err *e)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (!fd_is_open(fd) && open("/dev/null", O_RDWR) != fd)
			return err_errno(e, "opening /dev/null");
	return 0;
}

unsigned int devices_descriptors(const struct manifest *mft,
				 int fd[DEVICES_MAX])
{
	for (uint32_t i = 1; i < mft->entries; i++)
		fd[i - 1] = mft->e[i].b.hostfd;
	return mft->entries - 1;
}

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static int close_between(int from, int to, struct err *e)
{
	if (from <= to && syscall(SYS_close_range, from, to, 0) < 0)
		return err_errno(e, "closing descriptors");
	return 0;
}

int descriptors_close_but(int *keep, unsigned int n, struct err *e)
{
	int from = STDERR_FILENO + 1;

	qsort(keep, n, sizeof(keep[0]), compare);
	for (unsigned int i = 0; i < n; i++) {
		if (close_between(from, keep[i] - 1, e) < 0)
			return -e->code;
		from = keep[i] + 1;
	}
	return close_between(from, INT_MAX, e);
}
