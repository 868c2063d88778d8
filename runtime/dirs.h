/* SPDX-License-Identifier: ISC */
/* Directories and small files of the host. */
#ifndef RUNTIME_DIRS_H
#define RUNTIME_DIRS_H

#include <sys/types.h>

#include "lib/err.h"

/* A directory with its parents (0755); it may be there. */
int dirs_make(const char *path, mode_t mode, struct err *e);

/* A new text for a file (0600), whole or not at all. */
int dirs_replace(int dir, const char *name, const char *text, struct err *e);

/*
 * A text to a file that is there, as in /proc and cgroups; dir may be AT_FDCWD.
 */
int dirs_write(int dir, const char *path, const char *text, struct err *e);

#endif
