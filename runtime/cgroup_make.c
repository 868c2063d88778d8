// SPDX-License-Identifier: ISC
/*
 * Which control groups a container has, and their making.  A container kills
 * and freezes what is in its groups and removes them: so they are directories
 * that we have made for it, known again by their inodes, and never ones that
 * were there.  One that was there and has nobody in it makes room.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/cgroup.h"
#include "runtime/hierarchy.h"
#include "runtime/rootless.h"

/* For a group to be empty whose last process has just gone. */
#define EMPTY_TRIES	40
#define EMPTY_MS	5

/* Without "." and empty names; at least one name has to be left. */
static int normalize(const char *path, char *out, size_t size, struct err *e)
{
	char copy[PATH_MAX], *save;
	size_t n = 0;

	if (str_copy(copy, sizeof(copy), path) < 0 || strlen(path) > size / 2)
		return err_set(e, EINVAL, "cgroupsPath \"%.80s\" is too long",
			       path);
	*out = '\0';
	for (char *p = strtok_r(copy, "/", &save); p;
	     p = strtok_r(NULL, "/", &save)) {
		if (!strcmp(p, ".."))
			return err_set(e, EINVAL, "cgroupsPath \"%.80s\" leads "
				       "upwards", path);
		if (strcmp(p, "."))
			n += (size_t)snprintf(out + n, size - n, "/%s", p);
	}
	if (n)
		return 0;
	return err_set(e, EINVAL, "cgroupsPath \"%.80s\" is %s group, and no "
		       "container's", path,
		       *path == '/' ? "the topmost" : "our own");
}

/* A user's systemd has what is below its own service. */
static int base_of_user(const char *own)
{
	const char *p = strstr(own, "/user@");

	return p ? (int)(p + 1 + strcspn(p + 1, "/") - own) : (int)strlen(own);
}

int cgroup_plan(struct arena *a, const char *path, const char *id,
		bool systemd, const char ***dirs, struct err *e)
{
	struct hierarchy h[HIERARCHIES_MAX];
	char below[PATH_MAX], unit[PATH_MAX];
	int n;

	if (systemd && cgroup_systemd_path(path, id, unit, sizeof(unit), e) < 0)
		return -e->code;
	if (systemd)
		path = unit;
	else if (!path || !*path)
		path = id;
	if (normalize(path, below, sizeof(below), e) < 0)
		return -e->code;
	n = hierarchies_find(a, h, e);
	if (n < 0)
		return n;
	*dirs = arena_zalloc(a, (size_t)n + 1, sizeof(**dirs));
	for (int i = 0; *dirs && i < n; i++) {
		int base = path[0] != '/' ? (int)strlen(h[i].own) :
			   systemd && rootless() ? base_of_user(h[i].own) : 0;

		if (!strcmp(h[i].own, "/"))
			base = 0;
		(*dirs)[i] = arena_printf(a, "%s%.*s%s", h[i].mount, base,
					  h[i].own, below);
		if (!(*dirs)[i])
			*dirs = NULL;
	}
	return *dirs ? 0 : err_set(e, ENOMEM, "no memory for cgroups");
}

/* v1: no process may join before these say something. */
static void inherit(const char *parent, const char *dir, const char *file)
{
	struct err ignored = { 0 };
	char text[4096];

	if (!cgroup_read(dir, file, text, sizeof(text)) && !*text &&
	    !cgroup_read(parent, file, text, sizeof(text)) && *text)
		cgroup_write(dir, file, text, &ignored);
}

/* v2: controllers are handed down level by level; one that can't be is not. */
static void hand_down(const char *parent)
{
	struct err ignored = { 0 };
	char list[512], word[72];

	if (cgroup_read(parent, "cgroup.controllers", list, sizeof(list)) < 0)
		return;
	for (char *save, *p = strtok_r(list, " ", &save); p;
	     p = strtok_r(NULL, " ", &save)) {
		snprintf(word, sizeof(word), "+%s", p);
		cgroup_write(parent, "cgroup.subtree_control", word, &ignored);
	}
}

/* -EEXIST if there is one. */
static int make_level(const char *parent, const char *dir)
{
	hand_down(parent);
	if (mkdir(dir, 0755) < 0)
		return -errno;
	inherit(parent, dir, "cpuset.cpus");
	inherit(parent, dir, "cpuset.mems");
	return 0;
}

/* Those above may be others', who have groups in them as well. */
static int make_parents(const char *dir, char parent[PATH_MAX])
{
	char path[PATH_MAX];
	int rc;

	if (str_copy(path, sizeof(path), dir) < 0)
		return -ENAMETOOLONG;
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		/* where the hierarchy is mounted there is a directory */
		rc = access(path, F_OK) ? make_level(parent, path) : 0;
		if (rc < 0 && rc != -EEXIST)
			return rc;
		str_copy(parent, PATH_MAX, path);
		*p = '/';
	}
	return 0;
}

static int occupied(const char *dir, struct err *e)
{
	char pid[24], path[40], name[24] = "?";

	if (cgroup_read(dir, "cgroup.procs", pid, sizeof(pid)) < 0 || !*pid)
		return err_set(e, EBUSY, "control group %.300s is in use: "
			       "there are groups in it", dir);
	snprintf(path, sizeof(path), "/proc/%.20s", pid);
	cgroup_read(path, "comm", name, sizeof(name));
	return err_set(e, EBUSY, "control group %.300s is in use: process %s "
		       "(%s), which is not this container's, is in it", dir,
		       pid, name);
}

/* Of all, before any of them is touched. */
static int check_empty(const char **planned, struct err *e)
{
	char pid[24];

	for (; planned && *planned; planned++)
		for (int i = 0; !cgroup_read(*planned, "cgroup.procs", pid,
					     sizeof(pid)) && *pid; i++) {
			if (i == EMPTY_TRIES)
				return occupied(*planned, e);
			cgroup_pause(EMPTY_MS);
		}
	return 0;
}

static int make_room(const char *dir, struct err *e)
{
	for (int i = 0; rmdir(dir) < 0 && errno != ENOENT; i++) {
		if (errno != EBUSY)
			return -errno;
		if (i == EMPTY_TRIES)
			return occupied(dir, e);
		cgroup_pause(EMPTY_MS);
	}
	return 0;
}

static int make_leaf(const char *dir, struct err *e)
{
	char parent[PATH_MAX] = "/";
	int rc = make_parents(dir, parent);

	if (!rc)
		rc = make_level(parent, dir);
	if (rc != -EEXIST)
		return rc;
	rc = make_room(dir, e);
	return rc ? rc : make_level(parent, dir);
}

static bool not_allowed(int error)
{
	return error == EACCES || error == EPERM || error == EROFS;
}

static bool is_same(const char *dir, const char *id)
{
	struct stat st;

	return !stat(dir, &st) && id &&
	       strtoumax(id, NULL, 10) == (uintmax_t)st.st_ino;
}

/* A hierarchy that is mounted in two places shows there what we have made. */
static bool is_made(const struct cgroups *g, size_t n, const char *dir)
{
	struct stat a, b;

	for (size_t i = 0; i < n; i++)
		if (!stat(dir, &a) && !stat(g->dirs[i], &b) &&
		    a.st_ino == b.st_ino && a.st_dev == b.st_dev)
			return true;
	return false;
}

static int note(struct arena *a, struct cgroups *g, size_t n, const char *dir,
		struct err *e)
{
	struct stat st;

	if (stat(dir, &st) < 0)
		return err_errno(e, "making control group %s", dir);
	g->ids[n] = arena_printf(a, "%ju", (uintmax_t)st.st_ino);
	if (!g->ids[n])
		return err_set(e, ENOMEM, "no memory for cgroups");
	g->dirs[n] = dir;
	return 0;
}

static int allocate(struct arena *a, const char **planned, struct cgroups *g,
		    struct err *e)
{
	size_t n = 1;

	for (const char **p = planned; p && *p; p++)
		n++;
	g->dirs = arena_zalloc(a, n, sizeof(*g->dirs));
	g->ids = arena_zalloc(a, n, sizeof(*g->ids));
	return g->dirs && g->ids ? 0 :
	       err_set(e, ENOMEM, "no memory for cgroups");
}

/* What we were not allowed to make. */
struct missing {
	const char *first;
	size_t others;
	int why;
};

static void note_missing(struct missing *m, const char *dir, int why)
{
	if (m->first) {
		m->others++;
		return;
	}
	m->first = dir;
	m->why = why;
}

/* Where an unprivileged user may not make any, one line has to do for all. */
static void warn_of_missing(const struct missing *m, spec_warn_fn warn)
{
	char more[32] = "", text[480];

	if (m->others)
		snprintf(more, sizeof(more), " nor %zu more", m->others);
	snprintf(text, sizeof(text), "no control group %.300s%s: %s", m->first,
		 more, strerror(m->why));
	warn(text);
}

static int make_one(struct arena *a, struct cgroups *g, size_t *n,
		    const char *dir, struct missing *m, struct err *e)
{
	struct err busy = { 0 };
	int rc;

	if (is_made(g, *n, dir))
		return 0;
	rc = make_leaf(dir, &busy);
	if (!rc)
		return note(a, g, (*n)++, dir, e);
	if (busy.code) {
		*e = busy;
		return rc;
	}
	if (!not_allowed(-rc))
		return err_set(e, -rc, "making control group %s: %s", dir,
			       strerror(-rc));
	note_missing(m, dir, -rc);
	return 0;
}

int cgroup_make(struct arena *a, const char **planned, struct cgroups *g,
		spec_warn_fn warn, struct err *e)
{
	struct missing m = { 0 };
	size_t n = 0;

	if (allocate(a, planned, g, e) < 0 || check_empty(planned, e) < 0)
		return -e->code;
	for (; planned && *planned; planned++)
		if (make_one(a, g, &n, *planned, &m, e) < 0)
			return -e->code;
	if (m.first)
		warn_of_missing(&m, warn);
	return 0;
}

/* Somebody may have found it empty and made it his own. */
int cgroup_join(const struct cgroups *g, pid_t pid, struct err *e)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	for (size_t i = 0; g->dirs && g->dirs[i]; i++) {
		if (!is_same(g->dirs[i], g->ids[i]))
			return err_set(e, EBUSY, "control group %s: another "
				       "has taken its place", g->dirs[i]);
		if (cgroup_write(g->dirs[i], "cgroup.procs", text, e) < 0)
			return -e->code;
	}
	return 0;
}

void cgroup_keep_ours(struct cgroups *g)
{
	size_t kept = 0;

	for (size_t i = 0; g->dirs && g->ids && g->dirs[i] && g->ids[i]; i++)
		if (is_same(g->dirs[i], g->ids[i])) {
			g->dirs[kept] = g->dirs[i];
			g->ids[kept++] = g->ids[i];
		}
	if (g->dirs)
		g->dirs[kept] = NULL;
}

/* Others' can't be told from ours: one with somebody in it stays. */
void cgroup_remove_planned(const char **planned)
{
	for (; planned && *planned; planned++)
		rmdir(*planned);
}
