// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "runtime/dirs.h"

int dirs_make(const char *path, mode_t mode, struct err *e)
{
	char copy[PATH_MAX];

	if (!mkdir(path, mode) || errno == EEXIST)
		return 0;
	if (errno != ENOENT || str_copy(copy, sizeof(copy), path) < 0)
		return err_errno(e, "making %s", path);
	for (char *p = strchr(copy + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			return err_errno(e, "making %s", copy);
		*p = '/';
	}
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return err_errno(e, "making %s", path);
	return 0;
}

static int write_new(int dir, const char *name, const char *text,
		     struct err *e)
{
	cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC |
				   O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || fd_write_full(fd, text, strlen(text)) < 0 ||
	    fsync(fd) < 0)
		return err_errno(e, "writing %s", name);
	return 0;
}

int dirs_replace(int dir, const char *name, const char *text, struct err *e)
{
	char new[64];

	snprintf(new, sizeof(new), "%s.new", name);
	if (write_new(dir, new, text, e) < 0) {
		unlinkat(dir, new, 0);
		return -e->code;
	}
	if (renameat(dir, new, dir, name) < 0)
		return err_errno(e, "replacing %s", name);
	return 0;
}

int dirs_write(int dir, const char *path, const char *text, struct err *e)
{
	cleanup_fd int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	size_t n = strlen(text);

	/* these files take a value by one write */
	if (fd < 0 || write(fd, text, n) != (ssize_t)n)
		return err_errno(e, "writing \"%.40s\" to %s", text, path);
	return 0;
}
