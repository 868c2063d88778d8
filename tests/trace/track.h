/* SPDX-License-Identifier: ISC */
#ifndef TRACE_TRACK_H
#define TRACE_TRACK_H

#include "lib/err.h"
#include "tests/trace/calls.h"

/*
 * Runs a command and counts the calls of it and of all its descendants until the
 * last has ended.  *status is the command's, as waitpid() gives it.
 */
int track(char **argv, struct process **list, int *status, struct err *e);

#endif
