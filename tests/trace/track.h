/* SPDX-License-Identifier: ISC */
#ifndef TRACE_TRACK_H
#define TRACE_TRACK_H

#include <stdbool.h>

#include "lib/err.h"
#include "tests/trace/calls.h"

struct tracking {
	const char *program;	/* count only processes that execute a file of
				   this name, and their children; or NULL */
	bool detached;
};

/*
 * Runs a command and counts the calls of it and of all its descendants until the
 * last has ended.  *status is the command's, as waitpid() gives it.
 *
 * Detached, the calling process becomes the command, as whoever waits for it
 * expects, and it is a child of it that follows and returns, its standard
 * streams closed.
 */
int track(char **argv, const struct tracking *how, struct process **list,
	  int *status, struct err *e);

#endif
