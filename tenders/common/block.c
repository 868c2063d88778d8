// SPDX-License-Identifier: ISC
/* A block device: a file or a disk of the host, a whole number of blocks. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/common/devices.h"

static int check_kind(int fd, const char *name, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, "looking at %s", name);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return err_set(e, EINVAL, "%s is neither a file nor a disk",
			       name);
	return 0;
}

static int open_disk(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return fd < 0 ? err_errno(e, "opening %s", path) : fd;
}

/* The guest would find out at its first write. */
static int adopt(int fd, struct err *e)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return err_errno(e, "descriptor %d", fd);
	if ((flags & O_ACCMODE) != O_RDWR)
		return err_set(e, EACCES, "descriptor %d is not open for "
			       "reading and writing", fd);
	return fd;
}

/* In whole blocks. */
static int measure(struct mft_block_basic *b, int fd, uint16_t size,
		   const char *name, struct err *e)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (end < 0)
		return err_errno(e, "asking for the size of %s", name);
	if (end < size || end % size)
		return err_set(e, EINVAL, "%s has %lld bytes, which is not one "
			       "or more blocks of %u", name, (long long)end,
			       size);
	b->capacity = (uint64_t)end;
	b->block_size = size;
	return 0;
}

int block_attach(struct mft_entry *m, const struct device_option *d,
		 struct err *e)
{
	uint16_t size = d->block_size ? d->block_size : BLOCK_SIZE_DEFAULT;
	const char *name = d->where ? d->where : "the descriptor";
	cleanup_fd int fd = d->where ? open_disk(d->where, e) :
				       adopt(d->fd, e);

	if (fd < 0)
		return fd;
	if (check_kind(fd, name, e) < 0 ||
	    measure(&m->u.block_basic, fd, size, name, e) < 0)
		return -e->code;
	m->b.hostfd = steal_fd(&fd);
	return 0;
}
