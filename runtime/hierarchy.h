/* SPDX-License-Identifier: ISC */
/* Where the host's control group hierarchies are mounted. */
#ifndef RUNTIME_HIERARCHY_H
#define RUNTIME_HIERARCHY_H

#include <stdbool.h>

#include "lib/err.h"
#include "runtime/arena.h"

#define HIERARCHIES_MAX	24

struct hierarchy {
	const char *mount;	/* mount point */
	const char *own;	/* our group's path below it, "" for the top */
	const char *options;		/* of the mount; v1: its controllers too */
	bool v2;
};

/*
 * Fills out[HIERARCHIES_MAX]; the number of hierarchies that have controllers
 * or a name, or -errno.
 */
int hierarchies_find(struct arena *a, struct hierarchy *out, struct err *e);

/* v1: it has that controller. */
bool hierarchy_has(const struct hierarchy *h, const char *controller);

#endif
