// SPDX-License-Identifier: ISC
/*
 * The control group of the container, made when it is first needed.  Its file
 * system is mounted nowhere: init holds the folder open.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "namespaces.h"
#include "processes.h"

#define NAME		"container"
/* Until all processes have come to where they can be stopped. */
#define FREEZE_MS	5000
/* Each round moves what the one before has left behind by forking. */
#define MOVE_ROUNDS	100
#define LIST_MAX	(1 << 20)

static int mount_nowhere(struct err *e)
{
	cleanup_fd int fs = syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC);
	int top;

	if (fs < 0 || syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL,
			      NULL, 0))
		return err_errno(e, "control groups");
	top = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	return top < 0 ? err_errno(e, "mounting control groups") : top;
}

/* 1: moved; 0: not there any more. */
static int move(int cgroup, const char *pid, struct err *e)
{
	cleanup_fd int fd = openat(cgroup, "cgroup.procs",
				   O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "opening the container's control group");
	if (write(fd, pid, strlen(pid)) > 0)
		return 1;
	if (errno == ESRCH || errno == EINVAL || errno == EACCES)
		return 0;
	return err_errno(e, "moving process %s to its control group", pid);
}

/* A thread of the kernel can't be frozen, and would keep the group from it. */
static bool is_ours(const char *pid, int proc)
{
	uint64_t n;

	return !str_u64(pid, 10, 1, INT32_MAX, &n) && (pid_t)n != getpid() &&
	       process_is_program(proc, pid);
}

/* How many of those in the root group were moved. */
static int move_round(int proc, int top, int cgroup, struct err *e)
{
	cleanup_fd int fd = openat(top, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	cleanup_free char *list = NULL;
	char *rest, *pid;
	size_t size;
	int moved = 0;

	if (fd < 0 || fd_read_all(fd, LIST_MAX, &list, &size))
		return err_errno(e, "listing processes");
	for (pid = strtok_r(list, "\n", &rest); pid;
	     pid = strtok_r(NULL, "\n", &rest)) {
		int rc = is_ours(pid, proc) ? move(cgroup, pid, e) : 0;

		if (rc < 0)
			return rc;
		moved += rc;
	}
	return moved;
}

static int move_all(int proc, int top, int cgroup, struct err *e)
{
	for (int n = 0; n < MOVE_ROUNDS; n++) {
		int moved = move_round(proc, top, cgroup, e);

		if (moved <= 0)
			return moved;
	}
	return err_set(e, EBUSY, "processes are born faster than they can be "
		       "moved to a control group");
}

int cgroup_make(struct guest *g, struct err *e)
{
	cleanup_fd int top = -1, cgroup = -1;
	int rc;

	if (g->cgroup >= 0)
		return 0;
	top = mount_nowhere(e);
	if (top < 0)
		return top;
	if (mkdirat(top, NAME, 0755))
		return err_errno(e, "making the container's control group");
	cgroup = openat(top, NAME, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		return err_errno(e, "opening the container's control group");
	rc = move_all(g->proc, top, cgroup, e);
	if (!rc)
		g->cgroup = steal_fd(&cgroup);
	return rc;
}

int cgroup_join(const struct guest *g, struct err *e)
{
	int rc = g->cgroup < 0 ? 0 : move(g->cgroup, "0", e);

	return rc < 0 ? rc : 0;
}

static bool is_frozen(int events)
{
	char text[256];
	ssize_t n = pread(events, text, sizeof(text) - 1, 0);

	if (n < 0)
		return false;
	text[n] = 0;
	return strstr(text, "frozen 1");
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int await(int cgroup, struct err *e)
{
	cleanup_fd int events = openat(cgroup, "cgroup.events",
				       O_RDONLY | O_CLOEXEC);
	struct pollfd p = { .fd = events, .events = POLLPRI };
	long left, end = now_ms() + FREEZE_MS;

	if (events < 0)
		return err_errno(e, "watching the container's control group");
	while (!is_frozen(events)) {
		left = end - now_ms();
		if (left <= 0)
			return err_set(e, EBUSY, "not all processes can be "
				       "stopped");
		poll(&p, 1, left);
	}
	return 0;
}

static int set(int cgroup, bool freeze, struct err *e)
{
	cleanup_fd int fd = openat(cgroup, "cgroup.freeze",
				   O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, freeze ? "1" : "0", 1) != 1)
		return err_errno(e, "freezing the container's control group");
	return 0;
}

int cgroup_freeze(struct guest *g, bool freeze, struct err *e)
{
	int rc = cgroup_make(g, e);
	struct err ignored;

	if (!rc)
		rc = set(g->cgroup, freeze, e);
	if (!rc && freeze)
		rc = await(g->cgroup, e);
	if (!rc)
		g->frozen = freeze;
	else if (freeze && g->cgroup >= 0)
		set(g->cgroup, false, &ignored);
	return rc;
}
