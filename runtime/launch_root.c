// SPDX-License-Identifier: ISC
/*
 * Where the container's process lives.  Its mount namespace shows the
 * container's root with all bind mounts in place, for those who join it from
 * the host (podman cp does).  The process itself is shut into a folder of it,
 * changed to by chroot(): there are two files, the tender and the kernel (the
 * library kernel, or a unikernel; in another's guest one, the relay), which can
 * be read and executed, for a virtual machine /dev/kvm, and nothing can be
 * made.
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/describe.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/mount_api.h"
#include "runtime/mounts.h"
#include "runtime/network_tap.h"
#include "runtime/solo5.h"

static int path_in(char *out, const char *dir, const char *name,
		   struct err *e)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

	return n < PATH_MAX ? 0 : err_set(e, ENAMETOOLONG, "%.200s", dir);
}

/* Of that path, or if that is empty of the descriptor from. */
static int put_file(int root, const char *name, int from, const char *path,
		    struct err *e)
{
	cleanup_fd int fd = open_tree(from, path, OPEN_TREE_CLONE |
				      OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
	struct mount_attr a = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
		.propagation = MS_PRIVATE,
	};

	if (fd < 0 || mknodat(root, name, S_IFREG | 0555, 0) < 0 ||
	    mount_setattr(fd, "", AT_EMPTY_PATH, &a, sizeof(a)) < 0 ||
	    move_mount(fd, "", root, name, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_errno(e, "placing %s in an empty root", name);
	return 0;
}

static int put_kernel(struct launch *l, int root, int unikernel,
		      struct err *e)
{
	if (!l->solo5)
		return put_file(root, "vmlinux", AT_FDCWD, l->programs.kernel,
				e);
	return put_file(root, SOLO5_FILE, unikernel, "", e);
}

static int put_kvm(int root, struct err *e)
{
	if (mkdirat(root, "dev", 0555) < 0)
		return err_errno(e, "making a folder in an empty root");
	return put_file(root, "dev/kvm", AT_FDCWD, "/dev/kvm", e);
}

static const char *tender_name(const struct launch *l)
{
	if (l->solo5)
		return l->solo5->tender;
	return l->hvt ? HVT_TENDER : "nabla-run";
}

static int put_programs(struct launch *l, int root, int unikernel,
			struct err *e)
{
	bool is_virtual = l->solo5 ? l->solo5->is_virtual : l->hvt;

	if (l->pod)
		return put_file(root, "nabla-relay", AT_FDCWD,
				l->programs.relay, e);
	if (put_file(root, tender_name(l), AT_FDCWD, l->programs.tender,
		     e) < 0 ||
	    put_kernel(l, root, unikernel, e) < 0)
		return -e->code;
	return is_virtual ? put_kvm(root, e) : 0;
}

static int make_folder(struct launch *l, const char *place, int unikernel,
		       struct err *e)
{
	struct mount_attr a = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
	};
	cleanup_fd int root = mounts_new_tmpfs(place, e);

	if (root < 0)
		return root;
	if (put_programs(l, root, unikernel, e) < 0)
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

/* In the namespace's root, or in a folder of it that the guest hides. */
static int live_in(struct launch *l, const char *proc, int root, int unikernel,
		   struct err *e)
{
	bool has_view = is_folder(proc);
	cleanup_fd int folder = make_folder(l, has_view ? proc : l->tree_path,
					    unikernel, e);

	if (folder < 0)
		return folder;
	if (!has_view)
		return pivot(folder, e);
	return pivot(root, e) < 0 ? -e->code : shut_in(folder, e);
}

/* A unikernel and its disks are found while the container's files are seen. */
static int open_unikernel(struct launch *l, int root, int *file, struct err *e)
{
	struct stat st;

	*file = solo5_open_program(l->spec, root);
	if (*file < 0 || fstat(*file, &st) < 0)
		return err_errno(e, "looking for the unikernel once more");
	/* what the tender opens, with effects if it were a device */
	if (!S_ISREG(st.st_mode))
		return err_set(e, ENOEXEC, "the unikernel is a file no longer");
	return solo5_open(l->solo5, root, e);
}

int launch_empty_root(struct launch *l, struct err *e)
{
	char root_path[PATH_MAX], proc[PATH_MAX];
	cleanup_fd int root = -1, unikernel = -1;
	struct err ignored = { 0 };

	if (path_in(root_path, l->tree_path, FILES_ROOT, e) < 0 ||
	    path_in(proc, root_path, "proc", e) < 0)
		return -e->code;
	if (unshare(CLONE_NEWNS) < 0)
		return err_errno(e, "making a mount namespace");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_errno(e, "cutting the mounts off from the host's");
	root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return err_errno(e, "opening the container's root");
	if (show_binds(l, l->tree_path, root, e) < 0)
		return -e->code;
	if (l->solo5 && open_unikernel(l, root, &unikernel, e) < 0)
		return -e->code;
	/* whether one is needed will be known when it is started */
	if (l->hvt)
		l->tap = network_open_tap(&ignored);
	return live_in(l, proc, root, unikernel, e);
}
