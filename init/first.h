/* SPDX-License-Identifier: ISC */
/*
 * The first process of the container's pid namespace.  There must be one before
 * /proc can be mounted there, or any other program run; so it is made at once,
 * and becomes the container's program when that is started.  Until then it does
 * what init tells it.
 *
 * It shares init's memory, files and folder.  Only one of the two runs at a
 * time, since they have one errno: the other waits for its turn.
 */
#ifndef INIT_FIRST_H
#define INIT_FIRST_H

#include "lib/err.h"
#include "guest.h"

/*
 * A new pid namespace, and g->first in it; all that init starts is there too.
 */
int first_make(struct guest *g, struct err *e);

/* mounts_add() with these arguments, in it. */
int first_mount(const char *const arg[4], struct err *e);

/*
 * Have it call @main(@arg), which executes a program; returns when it has, or
 * has ended.  It is an ordinary child then.
 */
void first_run(int (*main)(void *), void *arg);

#endif
