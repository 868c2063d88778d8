/* SPDX-License-Identifier: ISC */
/*
 * The control groups of a container: one directory in each hierarchy of the
 * host that has controllers, v1, v2 or both.  Where there is none, or none that
 * we may write to, a container goes without, and limits are warned about by
 * name.
 *
 * A list of directories is NULL-terminated; NULL is an empty one.
 */
#ifndef RUNTIME_CGROUP_H
#define RUNTIME_CGROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/err.h"
#include "runtime/arena.h"
#include "runtime/spec.h"

/* Those that were made for a container, and their inodes (decimal). */
struct cgroups {
	const char **dirs, **ids;
};

/*
 * Which directories a container of that cgroupsPath is to have (NULL or
 * relative: below our own group; NULL: named as the id).  Makes nothing.
 * systemd: it is "SLICE:PREFIX:NAME", NULL: a scope in "system.slice".
 */
int cgroup_plan(struct arena *a, const char *path, const char *id,
		bool systemd, const char ***dirs, struct err *e);
int cgroup_systemd_path(const char *path, const char *id, char *out,
			size_t size, struct err *e);

/*
 * Makes them; g has those that were made, after an error as well.  One that is
 * there already makes room if it is empty; it is refused if not (-EBUSY), since
 * what is in a container's group is killed with it.  Those that the host does
 * not let us make are left out.
 */
int cgroup_make(struct arena *a, const char **planned, struct cgroups *g,
		spec_warn_fn warn, struct err *e);

/* Forgets those that are there no longer, or by that name are others. */
void cgroup_keep_ours(struct cgroups *g);

/*
 * After a creation that was cut short before it could note what it had made:
 * removes what is empty.
 */
void cgroup_remove_planned(const char **planned);

/*
 * Limits.  Host processes of the container that are not the guest's own get
 * room of their own: CGROUP_SPARE_PIDS more than pids.limit, and memory_total
 * bytes (0: none) in place of memory.limit.
 */
#define CGROUP_SPARE_PIDS	16
int cgroup_set(const char **dirs, const struct spec_resources *res,
	       uint64_t memory_total, spec_warn_fn warn, struct err *e);

int cgroup_join(const struct cgroups *g, pid_t pid, struct err *e);

bool cgroup_can_freeze(const char **dirs);
bool cgroup_is_frozen(const char **dirs);
int cgroup_freeze(const char **dirs, bool frozen, struct err *e);

/* Processes in them; *pids is the arena's. */
int cgroup_pids(const char **dirs, struct arena *a, pid_t **pids, size_t *n,
		struct err *e);

/* SIGKILL to all that are in them, frozen or not, until none is left. */
int cgroup_kill(const char **dirs, struct err *e);

/* Until what dies in them is gone; -EBUSY after ten seconds. */
int cgroup_await_empty(const char **dirs, struct err *e);

/* Those that are there; they have to be empty. */
int cgroup_remove(const char **dirs, struct err *e);

/* The first of them in which there is that file, or NULL. */
const char *cgroup_with(const char **dirs, const char *file);

/* A number out of such a file; def if there is none. */
uint64_t cgroup_number(const char **dirs, const char *file, uint64_t def);

/* The first line of a file of a group, or one value into it. */
int cgroup_read(const char *dir, const char *file, char *text, size_t size);
int cgroup_write(const char *dir, const char *file, const char *text,
		 struct err *e);

void cgroup_pause(unsigned int ms);

#endif
