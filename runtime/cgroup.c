// SPDX-License-Identifier: ISC
/* Directories of control groups, and the processes in them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/cgroup.h"
#include "runtime/dirs.h"
#include "runtime/hierarchy.h"

#define PROCS	"cgroup.procs"

/* Paths of files in a group: the list holds nothing longer. */
#define FILE_MAX	(PATH_MAX + 64)

static void pause_ms(unsigned int ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000L };

	nanosleep(&t, NULL);
}

static int check_path(const char *path, struct err *e)
{
	char padded[PATH_MAX + 2];

	snprintf(padded, sizeof(padded), "%s/", path);
	if (!strstr(padded, "/../") && strncmp(padded, "../", 3) &&
	    strlen(path) < PATH_MAX / 2)
		return 0;
	return err_set(e, EINVAL, "cgroupsPath \"%.80s\" leads upwards or is "
		       "too long", path);
}

int cgroup_plan(struct arena *a, const char *path, const char *id,
		const char ***dirs, struct err *e)
{
	struct hierarchy h[HIERARCHIES_MAX];
	int n;

	if (!path || !*path)
		path = id;
	if (check_path(path, e) < 0)
		return -e->code;
	n = hierarchies_find(a, h, e);
	if (n < 0)
		return n;
	*dirs = arena_zalloc(a, (size_t)n + 1, sizeof(**dirs));
	for (int i = 0; *dirs && i < n; i++) {
		bool top = path[0] == '/' || !strcmp(h[i].own, "/");

		(*dirs)[i] = arena_printf(a, "%s%s%s%s", h[i].mount,
					  top ? "" : h[i].own,
					  path[0] == '/' ? "" : "/", path);
		if (!(*dirs)[i])
			*dirs = NULL;
	}
	return *dirs ? 0 : err_set(e, ENOMEM, "no memory for cgroups");
}

static int read_text(const char *dir, const char *file, char *text,
		     size_t size)
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

static int write_text(const char *dir, const char *file, const char *text,
		      struct err *e)
{
	char path[FILE_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return dirs_write(AT_FDCWD, path, text, e);
}

/* v1: no process may join before these say something. */
static void inherit(const char *parent, const char *dir, const char *file)
{
	struct err ignored = { 0 };
	char text[4096];

	if (!read_text(dir, file, text, sizeof(text)) && !*text &&
	    !read_text(parent, file, text, sizeof(text)) && *text)
		write_text(dir, file, text, &ignored);
}

/* v2: controllers are handed down level by level; one that can't be is not. */
static void hand_down(const char *parent)
{
	struct err ignored = { 0 };
	char list[512], word[72];

	if (read_text(parent, "cgroup.controllers", list, sizeof(list)) < 0)
		return;
	for (char *save, *p = strtok_r(list, " ", &save); p;
	     p = strtok_r(NULL, " ", &save)) {
		snprintf(word, sizeof(word), "+%s", p);
		write_text(parent, "cgroup.subtree_control", word, &ignored);
	}
}

static int make_level(const char *parent, const char *dir)
{
	struct stat st;

	if (!stat(dir, &st))
		return 0;
	hand_down(parent);
	if (mkdir(dir, 0755) < 0 && errno != EEXIST)
		return -errno;
	inherit(parent, dir, "cpuset.cpus");
	inherit(parent, dir, "cpuset.mems");
	return 0;
}

/* All levels; where the hierarchy is mounted there is a directory already. */
static int make_dir(const char *dir)
{
	char path[PATH_MAX], parent[PATH_MAX];
	int rc;

	if (str_copy(path, sizeof(path), dir) < 0)
		return -ENAMETOOLONG;
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (access(path, F_OK) < 0) {
			rc = make_level(parent, path);
			if (rc < 0)
				return rc;
		}
		str_copy(parent, sizeof(parent), path);
		*p = '/';
	}
	return make_level(parent, path);
}

/* Where an unprivileged user may not make any, one line has to do for all. */
static void warn_of_missing(const char *dir, size_t others, int why,
			    spec_warn_fn warn)
{
	char more[32] = "", text[480];

	if (others)
		snprintf(more, sizeof(more), " nor %zu more", others);
	snprintf(text, sizeof(text), "no control group %.300s%s: %s", dir, more,
		 strerror(why));
	warn(text);
}

static bool not_allowed(int error)
{
	return error == EACCES || error == EPERM || error == EROFS;
}

int cgroup_make(const char **dirs, spec_warn_fn warn, struct err *e)
{
	const char **kept = dirs, *missing = NULL;
	size_t n = 0;
	int why = 0;

	for (; dirs && *dirs; dirs++) {
		int rc = make_dir(*dirs);

		if (rc && !not_allowed(-rc))
			return err_set(e, -rc, "making control group %s: %s",
				       *dirs, strerror(-rc));
		if (!rc) {
			*kept++ = *dirs;
		} else if (!n++) {
			missing = *dirs;
			why = -rc;
		}
	}
	if (kept)
		*kept = NULL;
	if (missing)
		warn_of_missing(missing, n - 1, why, warn);
	return 0;
}

int cgroup_join(const char **dirs, pid_t pid, struct err *e)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	for (; dirs && *dirs; dirs++)
		if (write_text(*dirs, PROCS, text, e) < 0)
			return -e->code;
	return 0;
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

	if (!dir || read_text(dir, file, text, sizeof(text)) < 0 ||
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
		return !read_text(dir, "freezer.state", text, sizeof(text)) &&
		       strcmp(text, "THAWED");
	dir = cgroup_with(dirs, "cgroup.freeze");
	return dir && !read_text(dir, "cgroup.freeze", text, sizeof(text)) &&
	       !strcmp(text, "1");
}

/* v1 may need telling again while processes are on their way. */
static int freeze_v1(const char *dir, bool frozen, struct err *e)
{
	const char *want = frozen ? "FROZEN" : "THAWED";
	char text[32] = "";

	for (int i = 0; i < 1000; i++) {
		if (write_text(dir, "freezer.state", want, e) < 0)
			return -e->code;
		if (!read_text(dir, "freezer.state", text, sizeof(text)) &&
		    !strcmp(text, want))
			return 0;
		pause_ms(2);
	}
	return err_set(e, EBUSY, "%s does not become %s", dir, want);
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
	return write_text(dir, "cgroup.freeze", frozen ? "1" : "0", e);
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

/* A frozen process dies when it is thawed. */
int cgroup_kill(const char **dirs, struct err *e)
{
	struct err ignored = { 0 };

	for (int i = 0; i < 500; i++) {
		struct arena a = { 0 };
		pid_t *pids;
		size_t n;
		int rc = cgroup_pids(dirs, &a, &pids, &n, e);

		for (size_t k = 0; !rc && k < n; k++)
			kill(pids[k], SIGKILL);
		arena_free(&a);
		if (rc || !n)
			return rc;
		if (cgroup_is_frozen(dirs))
			cgroup_freeze(dirs, false, &ignored);
		pause_ms(i < 50 ? 2 : 10);
	}
	return err_set(e, EBUSY, "processes in %s do not die", dirs[0]);
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
			pause_ms(5);
		}
	}
	return 0;
}
