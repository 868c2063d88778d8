// SPDX-License-Identifier: ISC
/*
 * Namespaces of the program.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "first.h"
#include "lib/fd.h"
#include "namespaces.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP	0x02000000
#endif

static int write_at(int dir, const char *path, const char *text,
		    struct err *e)
{
	int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fd_write_full(fd, text, strlen(text));

	if (rc)
		err_errno(e, "%s", path);
	if (fd >= 0)
		close(fd);
	return rc ? -e->code : 0;
}

/* Its root is the group that init is in meanwhile. */
static int new_cgroup(struct guest *g, struct err *e)
{
	int rc = cgroup_make(g, e);

	if (!rc)
		rc = write_at(g->cgroup, "cgroup.procs", "0", e);
	if (rc)
		return rc;
	if (unshare(CLONE_NEWCGROUP))
		err_errno(e, "cgroup");
	rc = write_at(g->cgroup, "../cgroup.procs", "0", e);
	return e->code ? -e->code : rc;
}

/* What was made with the process needs no more than its group's turn. */
static int new_joined(const char *kind, struct err *e)
{
	if (strcmp(kind, "cgroup"))
		return 0;
	return unshare(CLONE_NEWCGROUP) ? err_errno(e, "cgroup") : 0;
}

int namespaces_new(struct guest *g, const char *kind, struct err *e)
{
	if (g->joins)
		return new_joined(kind, e);
	if (!strcmp(kind, "pid"))
		return first_make(g, e);
	if (!strcmp(kind, "cgroup"))
		return new_cgroup(g, e);
	return err_set(e, EINVAL, "no namespace of a program's own is named "
		       "\"%s\"", kind);
}
