// SPDX-License-Identifier: ISC
/*
 * Namespaces of the host.  Those with a path are joined, the others are new.
 * The process namespace is not among them: the container's processes are the
 * library kernel's, and nothing in the tender could use another one of the
 * host.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <grp.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/launch.h"

static const struct kind {
	const char *type;
	int flag;
} kinds[] = {
	{ "network", CLONE_NEWNET },
	{ "ipc", CLONE_NEWIPC },
	{ "uts", CLONE_NEWUTS },
	{ "cgroup", CLONE_NEWCGROUP },
	{ NULL, 0 },
};

static int join(const struct spec_namespace *n, int flag, struct err *e)
{
	cleanup_fd int fd = open(n->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, flag) < 0)
		return err_errno(e, "joining the %s namespace %.200s", n->type,
				 n->path);
	return 0;
}

/* Joined before the user namespace is entered, where we may do it still. */
static int join_all(const struct spec *s, struct err *e)
{
	for (const struct kind *k = kinds; k->type; k++) {
		const struct spec_namespace *n = spec_namespace(s, k->type);

		if (n && n->path && join(n, k->flag, e) < 0)
			return -e->code;
	}
	return 0;
}

static int become_root(struct err *e)
{
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return err_errno(e, "user namespace: giving up groups");
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return err_errno(e, "user namespace: becoming its root");
	/* becoming another user forgets it */
	if (prctl(PR_SET_PDEATHSIG, 9) < 0)
		return err_errno(e, "user namespace");
	return 0;
}

static int enter_user(struct launch *l, struct err *e)
{
	const struct spec_namespace *n = spec_namespace(l->spec, "user");
	struct launch_message m;

	if (!n)
		return 0;
	if (n->path) {
		if (join(n, CLONE_NEWUSER, e) < 0)
			return -e->code;
		return become_root(e);
	}
	if (unshare(CLONE_NEWUSER) < 0)
		return err_errno(e, "making a user namespace");
	if (launch_tell(l->sync, LAUNCH_MAP, l) < 0)
		return err_set(e, EPIPE, "create has died");
	if (launch_hear(l->sync, &m, e) < 0)
		return -e->code;
	return become_root(e);
}

static int make_new(const struct spec *s, struct err *e)
{
	int flags = CLONE_NEWNS;

	for (const struct kind *k = kinds; k->type; k++) {
		const struct spec_namespace *n = spec_namespace(s, k->type);

		if (n && !n->path)
			flags |= k->flag;
	}
	if (unshare(flags) < 0)
		return err_errno(e, "making namespaces");
	/* what the host mounts later comes here, and nothing goes back */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return err_errno(e, "cutting the mounts off from the host's");
	return 0;
}

int launch_namespaces(struct launch *l, struct err *e)
{
	if (join_all(l->spec, e) < 0 || enter_user(l, e) < 0)
		return -e->code;
	return make_new(l->spec, e);
}
