// SPDX-License-Identifier: ISC
/*
 * Paths that the container shall not read, or not write.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mounts.h"

/* <linux/mount.h> and <sys/mount.h> can't both be had. */
int mount(const char *source, const char *target, const char *type,
	  unsigned long flags, const void *data);

static bool is_missing(const char *path)
{
	return access(path, F_OK) && (errno == ENOENT || errno == ENOTDIR);
}

/* A file is covered by the null device, a folder by an empty one. */
int mounts_mask(const char *path, struct err *e)
{
	struct stat st, null;
	int rc;

	if (is_missing(path))
		return 0;
	if (stat(path, &st))
		return err_errno(e, "%s", path);
	if (S_ISDIR(st.st_mode)) {
		rc = mount("none", path, "tmpfs", MS_RDONLY, "size=0,mode=555");
	} else {
		if (stat("/dev/null", &null) || !S_ISCHR(null.st_mode) ||
		    null.st_rdev != makedev(1, 3))
			return err_set(e, ENODEV, "%s: /dev/null, to cover it "
				       "with, is not what it should be", path);
		rc = mount("/dev/null", path, NULL, MS_BIND, NULL);
	}
	return rc ? err_errno(e, "covering %s", path) : 0;
}

/* With all that is mounted below. */
int mounts_readonly(const char *path, struct err *e)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	if (is_missing(path))
		return 0;
	if (mount(path, path, NULL, MS_BIND | MS_REC, NULL))
		return err_errno(e, "binding %s", path);
	if (syscall(SYS_mount_setattr, AT_FDCWD, path, AT_RECURSIVE, &attr,
		    sizeof(attr)))
		return err_errno(e, "making %s read-only", path);
	return 0;
}
