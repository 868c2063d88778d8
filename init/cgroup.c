// SPDX-License-Identifier: ISC
/*
 * The control group of the container, made when it is first needed.  Its file
 * system is mounted nowhere: init holds the folder open.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <signal.h>
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
#include "cgroup_tree.h"
#include "namespaces.h"
#include "processes.h"

#define NAME		"container"
#define GUESTS		"nabla-exec"
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

/*
 * Limits are there if the kernel has their controllers; what needs one that is
 * not there fails by its name.
 */
static void enable(int top, const char *controller)
{
	cleanup_fd int fd = openat(top, "cgroup.subtree_control",
				   O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && dprintf(fd, "+%s", controller) < 0)
		return;
}

/* That of the file's name. */
static void enable_for(int cgroup, const char *file)
{
	cleanup_fd int top = openat(cgroup, "..", O_PATH | O_CLOEXEC);
	char controller[32];

	snprintf(controller, sizeof(controller), "%.*s",
		 (int)strcspn(file, "."), file);
	if (top >= 0)
		enable(top, controller);
}

int cgroup_add(struct guest *g, const char *name, struct err *e)
{
	cleanup_fd int top = mount_nowhere(e);

	if (top < 0)
		return top;
	enable(top, "memory");
	enable(top, "pids");
	if (mkdirat(top, name, 0755))
		return err_errno(e, "making the control group %s", name);
	g->cgroup = openat(top, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (g->cgroup < 0)
		return err_errno(e, "opening the control group %s", name);
	return 0;
}

int cgroup_limit(struct guest *g, const char *file, const char *text,
		 struct err *e)
{
	cleanup_fd int fd = -1;

	if (strchr(file, '/'))
		return err_set(e, EINVAL, "%s: no file of a control group",
			       file);
	if (cgroup_make(g, e))
		return -e->code;
	enable_for(g->cgroup, file);
	fd = openat(g->cgroup, file, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return err_errno(e, "%s", file);
	return 0;
}

bool cgroup_read(const struct guest *g, const char *file, char *text,
		 size_t size)
{
	cleanup_fd int fd = openat(g->cgroup, file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n < 0 ? 0 : n] = 0;
	return n >= 0;
}

void cgroup_each(const struct guest *g, bool (*each)(void *arg, pid_t pid),
		 void *arg)
{
	cgroup_tree_each(g->cgroup, each, arg);
}

static bool signal_one(void *sig, pid_t pid)
{
	kill(pid, *(int *)sig);
	return true;
}

void cgroup_signal(const struct guest *g, int sig)
{
	cleanup_fd int fd = -1;

	if (sig != SIGKILL) {
		cgroup_each(g, signal_one, &sig);
		return;
	}
	fd = openat(g->cgroup, "cgroup.kill", O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, "1", 1) < 0)
		return;
}

int cgroup_remove(struct guest *g, const char *name)
{
	cleanup_fd int top = openat(g->cgroup, "..", O_PATH | O_CLOEXEC);
	int rc = cgroup_tree_remove(top, name);

	if (!rc)
		close(steal_fd(&g->cgroup));
	return rc;
}

/*
 * A group whose groups have controllers takes no process itself: it is a service
 * manager's.  What comes from outside has one beside those.
 */
static int join_beside(int cgroup, struct err *e)
{
	cleanup_fd int leaf = -1;
	int rc;

	if (mkdirat(cgroup, GUESTS, 0755) && errno != EEXIST)
		return err_errno(e, "making a control group beside others");
	leaf = openat(cgroup, GUESTS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (leaf < 0)
		return err_errno(e, "opening a control group beside others");
	rc = move(leaf, "0", e);
	return rc < 0 ? rc : 0;
}

int cgroup_join(const struct guest *g, struct err *e)
{
	int rc = g->cgroup < 0 ? 0 : move(g->cgroup, "0", e);

	if (rc == -EBUSY)
		return join_beside(g->cgroup, e);
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

int cgroup_stop(const struct guest *g, bool freeze, struct err *e)
{
	int rc = set(g->cgroup, freeze, e);
	struct err ignored;

	if (!rc && freeze)
		rc = await(g->cgroup, e);
	if (rc && freeze)
		set(g->cgroup, false, &ignored);
	return rc;
}

int cgroup_freeze(struct guest *g, bool freeze, struct err *e)
{
	int rc = cgroup_make(g, e);

	if (!rc)
		rc = cgroup_stop(g, freeze, e);
	if (!rc)
		g->frozen = freeze;
	return rc;
}
