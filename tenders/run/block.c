// SPDX-License-Identifier: ISC
/*
 * Disks: a file or block device, opened by name or inherited.  Whoever writes
 * to one has it to itself, among those who lock: two kernels on one file system
 * destroy it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/run/devices.h"

#define SECTOR		512
#define SECTOR_MAX	4096

/* Of a block device its own counts: smaller parts of it can't be written. */
static int of_device(int fd, struct nabla_device *d, const struct stat *st,
		     struct err *e)
{
	int sector = 0;

	if (!S_ISBLK(st->st_mode))
		return err_set(e, ENOTBLK, "neither a file nor a disk");
	if (ioctl(fd, BLKGETSIZE64, &d->size) < 0 ||
	    ioctl(fd, BLKSSZGET, &sector) < 0)
		return err_errno(e, "asking for its size");
	if (!d->block_size)
		d->block_size = (__u32)sector;
	if (sector > SECTOR_MAX || (int)d->block_size < sector)
		return err_set(e, EINVAL, "it has sectors of %d bytes", sector);
	return 0;
}

static int find_size(int fd, struct nabla_device *d, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, "asking for its size");
	if (S_ISREG(st.st_mode))
		d->size = (__u64)st.st_size;
	else if (of_device(fd, d, &st, e) < 0)
		return -e->code;
	if (!d->block_size)
		d->block_size = SECTOR;
	if (!d->size || d->size % d->block_size)
		return err_set(e, EINVAL, "its size of %llu bytes is no "
			       "multiple of %u", d->size, d->block_size);
	return 0;
}

/* O_EXCL keeps one off a block device that is mounted, or somebody else's. */
static int open_flags(const struct device_option *o)
{
	return O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
	       (o->read_only ? O_RDONLY : O_RDWR | O_EXCL);
}

static int check_mode(const struct device_option *o, int fd, struct err *e)
{
	int mode = fcntl(fd, F_GETFL);

	if (mode < 0)
		return err_errno(e, "looking at how it is open");
	mode &= O_ACCMODE;
	if (mode == O_RDWR || (o->read_only && mode == O_RDONLY))
		return 0;
	return err_set(e, EBADF, "not open for reading%s",
		       o->read_only ? "" : " and writing");
}

static int lock(const struct device_option *o, int fd, struct err *e)
{
	if (!flock(fd, (o->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return err_set(e, EBUSY, "somebody else has it in use");
	return err_errno(e, "locking it");
}

int block_open(const struct device_option *o, struct nabla_device *d,
	       struct err *e)
{
	cleanup_fd int opened = -1;
	int fd = o->fd;

	if (fd < 0)
		fd = opened = open(o->where, open_flags(o));
	if (fd < 0)
		return err_errno(e, "opening %s", o->where);
	d->block_size = o->block_size;
	if (check_mode(o, fd, e) < 0 || find_size(fd, d, e) < 0 ||
	    lock(o, fd, e) < 0)
		return -e->code;
	if (o->read_only)
		d->features |= NABLA_BLOCK_READONLY;
	d->fd = fd;
	steal_fd(&opened);
	return 0;
}
