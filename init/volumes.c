// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

int volumes_root(struct guest *g, const char *tag, const char *name,
		 struct err *e)
{
	char path[sizeof(PLACE) + NAME_MAX + 2];
	int n = snprintf(path, sizeof(path), PLACE "/%s", name);

	if (g->files >= 0)
		return err_set(e, EBUSY, "there are such files already");
	if (n >= (int)sizeof(path))
		return err_set(e, ENAMETOOLONG, "%s", name);
	if (files_mkdir(PLACE, 0700, e))
		return -e->code;
	if (mount(tag, PLACE, "nablafs", MS_NODEV, NULL))
		return err_errno(e, "mounting the files of %s", tag);
	g->files = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (g->files < 0)
		return err_errno(e, "opening the files of %s", tag);
	return mounts_root(g, path, e);
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
