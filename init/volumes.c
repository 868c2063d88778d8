// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files.h"
#include "lib/cleanup.h"
#include "lib/str.h"
#include "mounts.h"
#include "options.h"
#include "volumes.h"

/* musl's <sys/mount.h> has none of these; glibc's has. */
#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE		1
#define OPEN_TREE_CLOEXEC	O_CLOEXEC
#define MOVE_MOUNT_F_EMPTY_PATH	4
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE		0x8000
#endif

/* In the kernel's own first file system, which goes out of sight. */
#define PLACE	"/.nabla/files"

static int put_in_place(struct guest *g, const char *tag, struct err *e)
{
	if (files_mkdir(PLACE, 0700, e))
		return -e->code;
	if (mount(tag, PLACE, "nablafs", MS_NODEV, NULL))
		return err_errno(e, "mounting the files of %s", tag);
	g->files = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (g->files < 0)
		return err_errno(e, "opening the files of %s", tag);
	return 0;
}

/* The same file system as the first container's, mounted nowhere yet. */
static int mount_nowhere(const char *tag)
{
	cleanup_fd int fs = syscall(SYS_fsopen, "nablafs", FSOPEN_CLOEXEC);

	if (fs < 0 ||
	    syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "source", tag, 0) ||
	    syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -1;
	return syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
}

/*
 * In a mount namespace of one that joins: it becomes /, and what was there, the
 * first container's root with all its mounts, goes.
 */
static int put_alone(struct guest *g, const char *tag, struct err *e)
{
	g->files = mount_nowhere(tag);
	if (g->files < 0)
		return err_errno(e, "mounting the files of %s", tag);
	if (syscall(SYS_move_mount, g->files, "", AT_FDCWD, "/",
		    MOVE_MOUNT_F_EMPTY_PATH) || fchdir(g->files) ||
	    syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) ||
	    chdir("/"))
		return err_errno(e, "the files of %s as /", tag);
	return 0;
}

int volumes_root(struct guest *g, const char *tag, const char *name,
		 struct err *e)
{
	char path[sizeof(PLACE) + NAME_MAX + 2];
	int n = snprintf(path, sizeof(path), "%s/%s", g->joins ? "" : PLACE,
			 name);
	int rc;

	if (g->files >= 0)
		return err_set(e, EBUSY, "there are such files already");
	if (n >= (int)sizeof(path))
		return err_set(e, ENAMETOOLONG, "%s", name);
	rc = g->joins ? put_alone(g, tag, e) : put_in_place(g, tag, e);
	return rc ? rc : mounts_root(g, path, e);
}

static int make_file(const char *path, struct err *e)
{
	char parent[PATH_MAX];
	char *slash;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY |
		      O_NONBLOCK, 0644);

	if (fd < 0 && errno == ENOENT &&
	    !str_copy(parent, sizeof(parent), path)) {
		slash = strrchr(parent, '/');
		if (slash && slash != parent) {
			*slash = 0;
			if (files_mkdir(parent, 0755, e))
				return -e->code;
		}
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	}
	if (fd < 0)
		return err_errno(e, "%s", path);
	close(fd);
	return 0;
}

/* What is there is not opened: it may be a device, or not be writable. */
static int make_place(int source, const char *path, struct err *e)
{
	struct stat from, to;

	if (fstat(source, &from))
		return err_errno(e, "%s", path);
	if (!stat(path, &to)) {
		if (S_ISDIR(from.st_mode) == S_ISDIR(to.st_mode))
			return 0;
		return err_set(e, S_ISDIR(from.st_mode) ? ENOTDIR : EISDIR,
			       "%s: a folder can't be put on a file, nor a "
			       "file on a folder", path);
	}
	return S_ISDIR(from.st_mode) ? files_mkdir(path, 0755, e) :
	       make_file(path, e);
}

int volumes_bind(struct guest *g, const char *name, const char *path,
		 const char *options, struct err *e)
{
	cleanup_fd int tree = -1;
	struct options o;

	if (options_read(options, &o, e))
		return -e->code;
	if (o.data[0])
		return err_set(e, EINVAL, "unknown options \"%s\"", o.data);
	if (g->files < 0)
		return err_set(e, ENODEV, "there are no files of a server's");
	tree = syscall(SYS_open_tree, g->files, name, OPEN_TREE_CLONE |
		       OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	if (tree < 0)
		return err_errno(e, "%s", name);
	if (make_place(tree, path, e))
		return -e->code;
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, path,
		    MOVE_MOUNT_F_EMPTY_PATH))
		return err_errno(e, "%s on %s", name, path);
	/* flags such as "ro" by what sets those of any bind mount */
	return o.flags ? mounts_flags(path, &o, e) : 0;
}
