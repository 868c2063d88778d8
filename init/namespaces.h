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

/* "pid" or "cgroup"; holds for all that init starts from now on. */
int namespaces_new(struct guest *g, const char *kind, struct err *e);

/* All processes but init's own are in g->cgroup from now on. */
int cgroup_make(struct guest *g, struct err *e);

/* The calling process, in a child before its exec; nothing without a cgroup. */
int cgroup_join(const struct guest *g, struct err *e);

/* Returns when nothing in it runs any more, or everything may again. */
int cgroup_freeze(struct guest *g, bool freeze, struct err *e);

#endif
