// SPDX-License-Identifier: ISC
/*
 * The devices.  The guest waits for all of them in one call and must never be
 * held up by one: whatever can block is set not to.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "tenders/run/devices.h"
#include "tenders/run/tender.h"

#define SECTOR	512

static int block_size(int fd, __u64 *size, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, "asking for its size");
	if (S_ISREG(st.st_mode))
		*size = (__u64)st.st_size;
	else if (!S_ISBLK(st.st_mode))
		return err_set(e, ENOTBLK, "neither a file nor a disk");
	else if (ioctl(fd, BLKGETSIZE64, size) < 0)
		return err_errno(e, "asking for its size");
	if (!*size || *size % SECTOR)
		return err_set(e, EINVAL, "its size of %llu bytes is no "
			       "multiple of %d", *size, SECTOR);
	return 0;
}

int block_open(const struct device_option *o, struct nabla_device *d,
	       struct err *e)
{
	cleanup_fd int fd = o->fd;

	if (fd < 0)
		fd = open(o->where, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_errno(e, "opening %s", o->where);
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDWR)
		return err_set(e, EBADF, "not open for reading and writing");
	if (block_size(fd, &d->size, e) < 0)
		return -e->code;
	d->fd = steal_fd(&fd);
	return 0;
}

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
	if (o->type == NABLA_DEV_CONTROL &&
	    control_introduce(d->fd, t->ram.fd, e) < 0)
		return err_context(e, "%s", o->name);
	return 0;
}

int devices_open(struct tender *t, struct err *e)
{
	int r = check_fds(&t->opt, e);

	for (unsigned int i = 0; !r && i < t->opt.nr_devices; i++)
		r = open_one(t, &t->opt.device[i], e);
	return r;
}
