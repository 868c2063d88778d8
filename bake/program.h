/* SPDX-License-Identifier: ISC */
/* A program and all that it needs to be loaded, without running any of it. */
#ifndef BAKE_PROGRAM_H
#define BAKE_PROGRAM_H

#include <limits.h>

struct err;
struct tree;

/*
 * Adds a program, its interpreter, and the libraries that these name, to a
 * tree.  where: its path there; if that is empty, the program's own is filled
 * in, without links.  0 or -errno.
 */
int program_add(const struct tree *t, const char *path, char where[PATH_MAX],
		struct err *e);

#endif
