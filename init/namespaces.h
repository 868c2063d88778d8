/* SPDX-License-Identifier: ISC */
/*
 * Namespaces that the program and its like shall have, while init stays
 * outside, and the control group that holds them together.
 */
#ifndef INIT_NAMESPACES_H
#define INIT_NAMESPACES_H

#include <stdbool.h>

#include "lib/err.h"
#include "guest.h"

/*
 * "pid" or "cgroup"; holds for all that init starts from now on.  In a process
 * of a container that joins, "pid", "ipc" and "uts" are there already.
 */
int namespaces_new(struct guest *g, const char *kind, struct err *e);

/* All processes but init's own are in g->cgroup from now on. */
int cgroup_make(struct guest *g, struct err *e);

/* The calling process, in a child before its exec; nothing without a cgroup. */
int cgroup_join(const struct guest *g, struct err *e);

/* A group for a container that joins; *g is its own. */
int cgroup_add(struct guest *g, const char *name, struct err *e);

/* A limit, written to that file of its group, which is made if there is none. */
int cgroup_limit(struct guest *g, const char *file, const char *text,
		 struct err *e);

/* A signal to all in it. */
void cgroup_signal(const struct guest *g, int sig);

/* Its processes one by one, as long as @each returns true. */
void cgroup_each(const struct guest *g, bool (*each)(void *arg, pid_t pid),
		 void *arg);

/* The start of one of its files; false if there is none. */
bool cgroup_read(const struct guest *g, const char *file, char *text,
		 size_t size);

/* -EBUSY as long as there is a process in it. */
int cgroup_remove(struct guest *g, const char *name);

/* Returns when nothing in it runs any more, or everything may again. */
int cgroup_freeze(struct guest *g, bool freeze, struct err *e);
/* The same for a group that is there, without a note of it in *g. */
int cgroup_stop(const struct guest *g, bool freeze, struct err *e);

#endif
