// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/mount_api.h"
#include "runtime/mounts.h"

int mounts_new_tmpfs(const char *place, struct err *e)
{
	cleanup_fd int fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
	cleanup_fd int fd = -1;

	if (fs < 0 ||
	    fsconfig(fs, FSCONFIG_SET_STRING, "mode", "0755", 0) < 0 ||
	    fsconfig(fs, FSCONFIG_SET_STRING, "size", "1m", 0) < 0 ||
	    fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return err_errno(e, "making a file system in memory");
	fd = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
	if (fd < 0)
		return err_errno(e, "making a file system in memory");
	if (move_mount(fd, "", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_errno(e, "mounting a file system on %s", place);
	return steal_fd(&fd);
}

static int open_inside(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

static int make_last(int root, const char *parent, const char *name,
		     bool folder)
{
	cleanup_fd int dir = open_inside(root, parent, O_PATH | O_DIRECTORY);
	int rc;

	if (dir < 0)
		return -1;
	rc = folder ? mkdirat(dir, name, 0755) :
	     mknodat(dir, name, S_IFREG | 0644, 0);
	return rc < 0 && errno == EEXIST ? 0 : rc;
}

/* Component by component, each looked up afresh from the root. */
static int make_component(int root, char *path, char *end, bool folder)
{
	cleanup_fd int fd = -1;
	char *slash;
	char kept = *end;
	int rc = 0;

	*end = '\0';
	fd = open_inside(root, path, O_PATH);
	if (fd < 0 && errno == ENOENT) {
		slash = strrchr(path, '/');
		*slash = '\0';
		rc = make_last(root, *path ? path : "/", slash + 1, folder);
		*slash = '/';
	} else if (fd < 0) {
		rc = -1;
	}
	*end = kept;
	return rc;
}

int mounts_make_place(int root, const char *path, bool folder, struct err *e)
{
	char copy[PATH_MAX] = "/";
	char *end;

	if (str_copy(copy + 1, sizeof(copy) - 1, path) < 0)
		return err_set(e, ENAMETOOLONG, "%.200s", path);
	for (char *p = copy; *p; p = end) {
		while (*p == '/')
			p++;
		if (!*p)
			break;
		end = strchrnul(p, '/');
		if (make_component(root, copy, end, folder || *end) < 0)
			return err_errno(e, "a place for %.200s", path);
	}
	return 0;
}
