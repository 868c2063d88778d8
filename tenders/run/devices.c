// SPDX-License-Identifier: ISC
/*
 * The devices.  The guest waits for all of them in one call and must never be
 * held up by one: whatever can block is set not to.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/run/baked.h"
#include "tenders/run/devices.h"
#include "tenders/run/tender.h"

int socket_adopt(const struct device_option *o, struct nabla_device *d,
		 struct err *e)
{
	struct stat st;

	if (fstat(o->fd, &st) < 0)
		return err_errno(e, "descriptor %d", o->fd);
	if (!S_ISSOCK(st.st_mode))
		return err_set(e, ENOTSOCK, "descriptor %d is no socket",
			       o->fd);
	if (fd_set_nonblock(o->fd) < 0)
		return err_errno(e, "descriptor %d", o->fd);
	d->fd = o->fd;
	return 0;
}

static int (*const open_fn[])(const struct device_option *o,
			      struct nabla_device *d, struct err *e) = {
	[NABLA_DEV_NET]		= net_open,
	[NABLA_DEV_BLOCK]	= block_open,
	[NABLA_DEV_FILES]	= socket_adopt,
	[NABLA_DEV_CONTROL]	= control_adopt,
};

/* Of the descriptors given on the command line no two are the same. */
static int check_fds(const struct options *o, struct err *e)
{
	for (unsigned int i = 0; i < o->nr_devices; i++) {
		int fd = o->device[i].fd;

		if (fd < 0)
			continue;
		if (fd <= STDERR_FILENO || !fd_is_open(fd))
			return err_set(e, EBADF, "%s: descriptor %d can't be "
				       "a device", o->device[i].name, fd);
		for (unsigned int k = 0; k < i; k++)
			if (o->device[k].fd == fd)
				return err_set(e, EBUSY, "descriptor %d is "
					       "given twice", fd);
	}
	return 0;
}

static int open_one(struct tender *t, const struct device_option *o,
		    struct err *e)
{
	struct nabla_device *d = &t->device[t->nr_devices];

	d->type = o->type;
	memcpy(d->name, o->name, sizeof(d->name));
	if (open_fn[o->type](o, d, e) < 0)
		return err_context(e, "%s", o->name);
	t->nr_devices++;
	return 0;
}

int devices_open(struct tender *t, struct err *e)
{
	int r = check_fds(&t->opt, e);

	for (unsigned int i = 0; !r && i < t->opt.nr_devices; i++)
		r = open_one(t, &t->opt.device[i], e);
	if (!r && t->file.have_baked)
		r = baked_devices(t, e);
	return r;
}
