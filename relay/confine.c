// SPDX-License-Identifier: ISC
/*
 * Confinement, in the order in which it can be done: / needs privileges, they
 * go next, the filter is last.
 */
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "relay/confine.h"

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

int confine_descriptors(int *keep, unsigned int n, struct err *e)
{
	int from = STDERR_FILENO + 1;

	qsort(keep, n, sizeof(*keep), compare);
	for (unsigned int i = 0; i <= n; i++) {
		int to = i < n ? keep[i] - 1 : INT_MAX;

		if (from <= to && syscall(SYS_close_range, from, to, 0) < 0)
			return err_errno(e, "closing descriptors");
		if (i < n && keep[i] >= from)
			from = keep[i] + 1;
	}
	return 0;
}

/* A file system of our own, mounted nowhere, with nothing in it. */
static int empty_root(struct err *e)
{
	cleanup_fd int fs = syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	cleanup_fd int top = -1;

	if (fs < 0 && errno == EPERM)
		return 0;
	if (fs < 0 || syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL,
			      NULL, 0) < 0)
		return err_errno(e, "making an empty file system");
	top = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC,
		      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
		      MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	if (top < 0 || fchdir(top) < 0 || chroot(".") < 0)
		return err_errno(e, "entering an empty file system");
	return 0;
}

static int drop_capabilities(struct err *e)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[2];

	/* Without CAP_SETPCAP the set can't be made smaller, nor be of use. */
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	memset(none, 0, sizeof(none));
	if (syscall(SYS_capset, &head, none) < 0)
		return err_errno(e, "giving up capabilities");
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return 0;
}

int confine(const struct sock_filter *filter, unsigned short len,
	    struct err *e)
{
	const struct sock_fprog program = { len, (struct sock_filter *)filter };
	const struct rlimit none = { 0, 0 };

	if (empty_root(e) < 0 || drop_capabilities(e) < 0)
		return -e->code;
	if (setrlimit(RLIMIT_CORE, &none) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_errno(e, "forbidding core dumps");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(e, "giving up new privileges");
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0)
		return err_errno(e, "installing the filter");
	return 0;
}
