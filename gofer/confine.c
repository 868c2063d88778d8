// SPDX-License-Identifier: ISC
#include "gofer/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"

/* More would cost the kernel a larger table, and the guest has a cache. */
#define FDS_WANTED	65536

/*
 * The clone has no parent: ".." at its top is the top.  Its flags are inherited
 * by nothing outside, and hold whatever is raced for inside.
 */
int confine_tree(const char *path, bool read_only, struct err *e)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID |
			    MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSYMFOLLOW |
			    (read_only ? MOUNT_ATTR_RDONLY : 0),
	};
	cleanup_fd int fd = -1;

	fd = (int)syscall(SYS_open_tree, AT_FDCWD, path,
			  OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	if (fd < 0)
		return err_errno(e, "%s: making a mount of it", path);
	if (syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | AT_RECURSIVE,
		    &attr, sizeof(attr)) < 0)
		return err_errno(e, "%s: restricting its mount", path);
	return steal_fd(&fd);
}

/*
 * ".." at its top may lead out of it now, to the kernel's first file system,
 * which is empty.  Names are checked, and opened beneath their folder.
 */
int confine_mounts(int tree, int *proc, struct err *e)
{
	if (*proc < 0)
		*proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*proc < 0)
		return err_errno(e, "opening /proc");
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_errno(e, "making a mount namespace");
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, "/",
		    MOVE_MOUNT_F_EMPTY_PATH) < 0 || fchdir(tree) < 0 ||
	    syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0)
		return err_errno(e, "leaving all other mounts");
	return 0;
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int confine_fds(int a, int b, int c, int d, struct err *e)
{
	int keep[] = { STDERR_FILENO, a, b, c, d };
	const unsigned int n = sizeof(keep) / sizeof(keep[0]);

	qsort(keep, n, sizeof(keep[0]), compare_ints);
	for (unsigned int i = 0; i < n; i++) {
		unsigned int from = (unsigned int)keep[i] + 1;
		unsigned int to = ~0U;

		if (i + 1 < n)
			to = (unsigned int)keep[i + 1] - 1;
		if (keep[i] < STDERR_FILENO || from > to)
			continue;
		if (close_range(from, to, 0) < 0)
			return err_errno(e, "closing descriptors");
	}
	return 0;
}

/* A /proc where none is mounted. */
static int make_proc(void)
{
	cleanup_fd int fs = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC);

	if (fs < 0 ||
	    syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
}

static int open_self(int proc)
{
	return openat(proc, "self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int open_own_fds(int given, struct err *e)
{
	cleanup_fd int proc = given;
	int fd;

	if (proc < 0)
		proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	fd = proc < 0 ? -1 : open_self(proc);
	if (fd < 0 && given < 0) {
		if (proc >= 0)
			close(proc);
		proc = make_proc();
		fd = proc < 0 ? -1 : open_self(proc);
	}
	return fd < 0 ? err_errno(e, "opening /proc/self/fd") : fd;
}

/* In a user namespace of part of them, files may be refused to it by the host. */
static bool has_all_users(int self)
{
	cleanup_fd int fd = openat(self, "../uid_map", O_RDONLY | O_CLOEXEC);
	char text[64];
	unsigned int inside, outside, count;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return false;
	text[n] = '\0';
	return sscanf(text, "%u %u %u", &inside, &outside, &count) == 3 &&
	       !inside && count == UINT32_MAX;
}

int confine_root(int proc, bool *all_users, struct err *e)
{
	cleanup_fd int fd = open_own_fds(proc, e);

	if (fd < 0)
		return -e->code;
	*all_users = has_all_users(fd);
	if (fchdir(fd) < 0 || chroot(".") < 0)
		return err_errno(e, "making /proc/self/fd the root");
	return 0;
}

static int drop_bounding(const cap_value_t *keep, int nr_keep)
{
	for (cap_value_t c = 0; cap_get_bound(c) >= 0; c++) {
		int i = 0;

		while (i < nr_keep && keep[i] != c)
			i++;
		if (i == nr_keep && cap_drop_bound(c) < 0)
			return -1;
	}
	return 0;
}

/*
 * CAP_DAC_READ_SEARCH is not among them: it opens any file of a file system by
 * its handle.  Changing the file-system user id must not change capabilities:
 * the guest's kernel has checked permissions already.
 */
int confine_caps(struct err *e)
{
	static const cap_value_t keep[] = {
		CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID,
		CAP_SETFCAP, CAP_SETUID, CAP_SETGID, CAP_MKNOD,
	};
	const int nr = sizeof(keep) / sizeof(keep[0]);
	cap_t caps = cap_init();
	int r = -1;

	if (caps && !prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP |
			   SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NOROOT |
			   SECBIT_NOROOT_LOCKED) &&
	    !drop_bounding(keep, nr) && !cap_reset_ambient() &&
	    !cap_set_flag(caps, CAP_PERMITTED, nr, keep, CAP_SET) &&
	    !cap_set_flag(caps, CAP_EFFECTIVE, nr, keep, CAP_SET))
		r = cap_set_proc(caps);
	cap_free(caps);
	if (r < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_errno(e, "giving up capabilities");
	return 0;
}

unsigned int confine_limits(void)
{
	struct rlimit none = { 0, 0 }, l;

	setrlimit(RLIMIT_CORE, &none);
	/*
	 * A limit of whoever started us is an error to the guest, not our end.
	 */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &l) < 0)
		return 256;
	if (l.rlim_max < FDS_WANTED) {
		struct rlimit more = { FDS_WANTED, FDS_WANTED };

		if (!setrlimit(RLIMIT_NOFILE, &more))
			return FDS_WANTED;
	}
	l.rlim_cur = l.rlim_max < FDS_WANTED ? l.rlim_max : FDS_WANTED;
	setrlimit(RLIMIT_NOFILE, &l);
	return (unsigned int)l.rlim_cur;
}
