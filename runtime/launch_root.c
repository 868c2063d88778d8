// SPDX-License-Identifier: ISC
/*
 * Where the container's process lives.  Its mount namespace shows the
 * container's root with all bind mounts in place, for those who join it from
 * the host (podman cp does).  The process itself is shut into a folder of it,
 * changed to by chroot(): there are two files, the tender and the kernel, which
 * can be read and executed, and nothing can be made.
 *
 * The folder is /proc, which nearly every container has mounted in the guest,
 * so that nobody misses it.  Without one there is only the folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/describe.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/mounts.h"

static int path_in(char *out, const char *dir, const char *name,
		   struct err *e)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

	return n < PATH_MAX ? 0 : err_set(e, ENAMETOOLONG, "%.200s", dir);
}

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

static int make_folder(struct launch *l, const char *place, struct err *e)
{
	struct mount_attr a = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
	};
	cleanup_fd int root = mounts_new_tmpfs(place, e);

	if (root < 0)
		return root;
	if (put_file(root, "nabla-run", l->programs.tender, e) < 0 ||
	    put_file(root, "vmlinux", l->programs.kernel, e) < 0)
		return -e->code;
	if (mount_setattr(root, "", AT_EMPTY_PATH, &a, sizeof(a)) < 0)
		return err_errno(e, "closing the empty root");
	return steal_fd(&root);
}

/*
 * A bind mount where the guest will have it; one without a place there is not.
 */
static int show_bind(const char *path, int root, const struct spec_mount *m,
		     struct err *e)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	cleanup_fd int source = -1, at = -1;

	at = (int)syscall(SYS_openat2, root, m->destination, &how, sizeof(how));
	if (at < 0)
		return 0;
	source = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | AT_RECURSIVE |
			   OPEN_TREE_CLOEXEC);
	if (source < 0)
		return err_errno(e, "showing %s", m->destination);
	/* a folder on a file, or the like, the guest will complain of */
	if (move_mount(source, "", at, "", MOVE_MOUNT_F_EMPTY_PATH |
		       MOVE_MOUNT_T_EMPTY_PATH) < 0)
		log_debug("showing %s: %s", m->destination, strerror(errno));
	return 0;
}

static int show_binds(struct launch *l, const char *tree, int root,
		      struct err *e)
{
	const struct spec_mount *m = l->spec->mounts.items;
	char path[PATH_MAX], name[24];

	for (size_t i = 0; i < l->spec->mounts.n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		if (mount_is_bind(&m[i]) &&
		    (path_in(path, tree, name, e) < 0 ||
		     show_bind(path, root, &m[i], e) < 0))
			return -e->code;
	}
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

static int shut_in(int folder, struct err *e)
{
	if (fchdir(folder) < 0 || chroot(".") < 0 || chdir("/") < 0)
		return err_errno(e, "shutting the process in");
	return 0;
}

/* A place that is a link could lead out of the container: it is not taken. */
static bool is_folder(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode);
}

static int live_in_view(struct launch *l, const char *root_path,
			const char *proc, struct err *e)
{
	cleanup_fd int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	cleanup_fd int folder = -1;

	if (root < 0)
		return err_errno(e, "opening the container's root");
	if (show_binds(l, l->tree_path, root, e) < 0)
		return -e->code;
	folder = make_folder(l, proc, e);
	if (folder < 0)
		return folder;
	return pivot(root, e) < 0 ? -e->code : shut_in(folder, e);
}

static int live_alone(struct launch *l, struct err *e)
{
	cleanup_fd int folder = make_folder(l, l->place, e);

	return folder < 0 ? folder : pivot(folder, e);
}

int launch_empty_root(struct launch *l, struct err *e)
{
	char root_path[PATH_MAX], proc[PATH_MAX];

	if (path_in(root_path, l->tree_path, FILES_ROOT, e) < 0 ||
	    path_in(proc, root_path, "proc", e) < 0)
		return -e->code;
	if (unshare(CLONE_NEWNS) < 0)
		return err_errno(e, "making a mount namespace");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_errno(e, "cutting the mounts off from the host's");
	return is_folder(proc) ? live_in_view(l, root_path, proc, e) :
	       live_alone(l, e);
}
