// SPDX-License-Identifier: ISC
/* Directories of control groups, and the processes in them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/cgroup.h"
#include "runtime/dirs.h"

#define PROCS	"cgroup.procs"

#define EMPTY_TRIES	1000		/* ten seconds */

/* Paths of files in a group: the list holds nothing longer. */
#define FILE_MAX	(PATH_MAX + 64)

void cgroup_pause(unsigned int ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000L };

	nanosleep(&t, NULL);
}

int cgroup_read(const char *dir, const char *file, char *text, size_t size)
{
	char path[FILE_MAX];
	cleanup_fd int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int cgroup_write(const char *dir, const char *file, const char *text,
		 struct err *e)
{
	char path[FILE_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return dirs_write(AT_FDCWD, path, text, e);
}

const char *cgroup_with(const char **dirs, const char *file)
{
	char path[FILE_MAX];

	for (; dirs && *dirs; dirs++) {
		snprintf(path, sizeof(path), "%s/%s", *dirs, file);
		if (!access(path, F_OK))
			return *dirs;
	}
	return NULL;
}

uint64_t cgroup_number(const char **dirs, const char *file, uint64_t def)
{
	const char *dir = cgroup_with(dirs, file);
	char text[64];
	uint64_t v;

	if (!dir || cgroup_read(dir, file, text, sizeof(text)) < 0 ||
	    str_u64(text, 10, 0, UINT64_MAX, &v) < 0)
		return def;
	return v;
}

bool cgroup_can_freeze(const char **dirs)
{
	return cgroup_with(dirs, "freezer.state") ||
	       cgroup_with(dirs, "cgroup.freeze");
}

bool cgroup_is_frozen(const char **dirs)
{
	const char *dir = cgroup_with(dirs, "freezer.state");
	char text[32] = "";

	if (dir)
		return !cgroup_read(dir, "freezer.state", text, sizeof(text)) &&
		       strcmp(text, "THAWED");
	dir = cgroup_with(dirs, "cgroup.freeze");
	return dir && !cgroup_read(dir, "cgroup.freeze", text, sizeof(text)) &&
	       !strcmp(text, "1");
}

/* v1 may need telling again while processes are on their way. */
static int freeze_v1(const char *dir, bool frozen, struct err *e)
{
	const char *want = frozen ? "FROZEN" : "THAWED";
	char text[32] = "";

	for (int i = 0; i < 1000; i++) {
		if (cgroup_write(dir, "freezer.state", want, e) < 0)
			return -e->code;
		if (!cgroup_read(dir, "freezer.state", text, sizeof(text)) &&
		    !strcmp(text, want))
			return 0;
		cgroup_pause(2);
	}
	return err_set(e, EBUSY, "%s does not become %s", dir, want);
}

/* A key of a file of "KEY NUMBER" lines. */
static bool says(const char *dir, const char *file, const char *line)
{
	char path[FILE_MAX], text[64];
	cleanup_file FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "re");
	while (f && fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = '\0';
		if (!strcmp(text, line))
			return true;
	}
	return false;
}

/* v2 stops them one by one, and says when all have. */
static int freeze_v2(const char *dir, bool frozen, struct err *e)
{
	if (cgroup_write(dir, "cgroup.freeze", frozen ? "1" : "0", e) < 0)
		return -e->code;
	for (int i = 0; i < 1000; i++) {
		if (says(dir, "cgroup.events", frozen ? "frozen 1" :
			 "frozen 0"))
			return 0;
		cgroup_pause(2);
	}
	return err_set(e, EBUSY, "%s does not become %s", dir,
		       frozen ? "frozen" : "thawed");
}

int cgroup_freeze(const char **dirs, bool frozen, struct err *e)
{
	const char *dir = cgroup_with(dirs, "freezer.state");

	if (dir)
		return freeze_v1(dir, frozen, e);
	dir = cgroup_with(dirs, "cgroup.freeze");
	if (!dir)
		return err_set(e, ENOTSUP, "the container has no control group "
			       "that can freeze it");
	return freeze_v2(dir, frozen, e);
}

int cgroup_pids(const char **dirs, struct arena *a, pid_t **pids, size_t *n,
		struct err *e)
{
	cleanup_file FILE *f = NULL;
	char path[FILE_MAX];
	size_t room = 64;
	int pid;

	*n = 0;
	*pids = arena_zalloc(a, room, sizeof(**pids));
	if (!dirs || !*dirs || !*pids)
		return *pids ? 0 : err_set(e, ENOMEM, "no memory");
	snprintf(path, sizeof(path), "%s/%s", *dirs, PROCS);
	f = fopen(path, "re");
	if (!f && errno != ENOENT)
		return err_errno(e, "opening %s", path);
	while (f && fscanf(f, "%d", &pid) == 1) {
		if (*n == room) {
			pid_t *more = arena_zalloc(a, room * 2, sizeof(*more));

			if (!more)
				return err_set(e, ENOMEM, "no memory");
			memcpy(more, *pids, room * sizeof(*more));
			*pids = more;
			room *= 2;
		}
		(*pids)[(*n)++] = pid;
	}
	return 0;
}

/* One that dies goes from the list when it is a zombie. */
static int count(const char **dirs, int sig, size_t *n, struct err *e)
{
	struct arena a = { 0 };
	pid_t *pids;
	int rc = cgroup_pids(dirs, &a, &pids, n, e);

	for (size_t i = 0; !rc && sig && i < *n; i++)
		/* 0: a process of another pid namespace */
		if (pids[i] > 0)
			kill(pids[i], sig);
	arena_free(&a);
	return rc;
}

static int empty(const char **dirs, int sig, struct err *e)
{
	struct err ignored = { 0 };

	for (int i = 0; i < EMPTY_TRIES; i++) {
		size_t n;
		int rc = count(dirs, sig, &n, e);

		if (rc || !n)
			return rc;
		/* a frozen process dies when it is thawed */
		if (sig && cgroup_is_frozen(dirs))
			cgroup_freeze(dirs, false, &ignored);
		cgroup_pause(i < 50 ? 2 : 10);
	}
	return err_set(e, EBUSY, "processes in %s do not die", dirs[0]);
}

int cgroup_kill(const char **dirs, struct err *e)
{
	return empty(dirs, SIGKILL, e);
}

int cgroup_await_empty(const char **dirs, struct err *e)
{
	return empty(dirs, 0, e);
}

/* Busy for a moment after the last process has gone. */
int cgroup_remove(const char **dirs, struct err *e)
{
	for (; dirs && *dirs; dirs++) {
		int tries = 300;

		while (rmdir(*dirs) < 0 && errno != ENOENT) {
			if (errno != EBUSY || !tries--)
				return err_errno(e, "removing control group %s",
						 *dirs);
			cgroup_pause(5);
		}
	}
	return 0;
}
