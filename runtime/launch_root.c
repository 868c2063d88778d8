// SPDX-License-Identifier: ISC
/*
 * The root of the container's process: two files, the tender and the kernel,
 * which can be read and executed, and nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/launch.h"
#include "runtime/mounts.h"

static int put_file(int root, const char *name, const char *path,
		    struct err *e)
{
	cleanup_fd int fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE |
				      OPEN_TREE_CLOEXEC);
	struct mount_attr a = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
		.propagation = MS_PRIVATE,
	};

	if (fd < 0 || mknodat(root, name, S_IFREG | 0555, 0) < 0 ||
	    mount_setattr(fd, "", AT_EMPTY_PATH, &a, sizeof(a)) < 0 ||
	    move_mount(fd, "", root, name, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_errno(e, "placing %s in an empty root", path);
	return 0;
}

/* The old root is mounted over the new one by this, and then taken away. */
static int pivot(int root, struct err *e)
{
	if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return err_errno(e, "changing to an empty root");
	return 0;
}

int launch_empty_root(struct launch *l, struct err *e)
{
	struct mount_attr a = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
	};
	cleanup_fd int root = -1;

	if (unshare(CLONE_NEWNS) < 0)
		return err_errno(e, "making a mount namespace");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_errno(e, "cutting the mounts off from the host's");
	root = mounts_new_tmpfs(l->place, l->c->rootfs, e);
	if (root < 0)
		return root;
	if (put_file(root, "nabla-run", l->programs.tender, e) < 0 ||
	    put_file(root, "vmlinux", l->programs.kernel, e) < 0)
		return -e->code;
	if (mount_setattr(root, "", AT_EMPTY_PATH, &a, sizeof(a)) < 0)
		return err_errno(e, "closing the empty root");
	return pivot(root, e);
}
