// SPDX-License-Identifier: ISC
/*
 * What a unikernel's devices are made of, opened while the container's files
 * can be seen.  A path leads no further than the container's root, in which its
 * volumes are mounted; and nothing but a regular file is opened, since images
 * may bring device nodes.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/network_tap.h"
#include "runtime/solo5.h"

static int open_disk(int root, const char *path, struct err *e)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	cleanup_fd int place = (int)syscall(SYS_openat2, root, path, &how,
					    sizeof(how));
	char again[32];
	struct stat st;
	int fd;

	if (place < 0 || fstat(place, &st) < 0)
		return err_errno(e, "%.200s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EINVAL, "%.200s is not a regular file", path);
	snprintf(again, sizeof(again), "/proc/self/fd/%d", place);
	fd = open(again, O_RDWR | O_CLOEXEC);
	return fd < 0 ? err_errno(e, "%.200s", path) : fd;
}

int solo5_open(struct solo5 *u, int root, struct err *e)
{
	for (uint32_t i = 1; i < u->manifest.entries; i++) {
		const struct mft_entry *m = &u->manifest.e[i];
		struct solo5_device *d = &u->device[i];

		d->fd = m->type == MFT_DEV_BLOCK_BASIC ?
			open_disk(root, d->path, e) : network_open_tap(e);
		if (d->fd < 0)
			return err_context(e, "device %s", m->name);
	}
	return 0;
}
