// SPDX-License-Identifier: ISC
/* A block device: a file or a disk of the host, a whole number of blocks. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/common/devices.h"

static int check_kind(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, "looking at %s", path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return err_set(e, EINVAL, "%s is neither a file nor a disk",
			       path);
	return 0;
}

int block_attach(struct mft_entry *m, const struct device_option *d,
		 struct err *e)
{
	uint16_t size = d->block_size ? d->block_size : BLOCK_SIZE_DEFAULT;
	cleanup_fd int fd = open(d->where, O_RDWR | O_CLOEXEC | O_NOCTTY |
				 O_NONBLOCK);
	off_t end;

	if (fd < 0)
		return err_errno(e, "opening %s", d->where);
	if (check_kind(fd, d->where, e) < 0)
		return -e->code;
	end = lseek(fd, 0, SEEK_END);
	if (end < 0)
		return err_errno(e, "asking for the size of %s", d->where);
	if (end < size || end % size)
		return err_set(e, EINVAL, "%s has %lld bytes, which is not one "
			       "or more blocks of %u", d->where,
			       (long long)end, size);
	m->u.block_basic.capacity = (uint64_t)end;
	m->u.block_basic.block_size = size;
	m->b.hostfd = steal_fd(&fd);
	return 0;
}
