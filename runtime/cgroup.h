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

/*
 * Which directories a container of that cgroupsPath has (NULL or relative:
 * below our own group; NULL: named as the id).  Makes nothing.
 */
int cgroup_plan(struct arena *a, const char *path, const char *id,
		const char ***dirs, struct err *e);

/* Makes them; the list is emptied if the host does not let us. */
int cgroup_make(const char **dirs, spec_warn_fn warn, struct err *e);

/*
 * Limits.  Host processes of the container that are not the guest's own get
 * room of their own: CGROUP_SPARE_PIDS more than pids.limit, and memory_total
 * bytes (0: none) in place of memory.limit.
 */
#define CGROUP_SPARE_PIDS	16
int cgroup_set(const char **dirs, const struct spec_resources *res,
	       uint64_t memory_total, spec_warn_fn warn, struct err *e);

int cgroup_join(const char **dirs, pid_t pid, struct err *e);

bool cgroup_can_freeze(const char **dirs);
bool cgroup_is_frozen(const char **dirs);
int cgroup_freeze(const char **dirs, bool frozen, struct err *e);

/* Processes in them; *pids is the arena's. */
int cgroup_pids(const char **dirs, struct arena *a, pid_t **pids, size_t *n,
		struct err *e);

/* SIGKILL to all that are in them, frozen or not, until none is left. */
int cgroup_kill(const char **dirs, struct err *e);

/* Those that are there. */
int cgroup_remove(const char **dirs, struct err *e);

/* The first of them in which there is that file, or NULL. */
const char *cgroup_with(const char **dirs, const char *file);

/* A number out of such a file; def if there is none. */
uint64_t cgroup_number(const char **dirs, const char *file, uint64_t def);

#endif
