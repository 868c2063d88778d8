/* SPDX-License-Identifier: ISC */
/* The description of a baked container: records as in <nabla/config.h>. */
#ifndef BAKE_DESCRIBE_H
#define BAKE_DESCRIBE_H

#include <stddef.h>

struct err;
struct options;

/*
 * program: the first word of the command line, before the options' own; or
 * NULL.  The records are the caller's to free.
 */
int describe(const struct options *o, const char *program, char **records,
	     size_t *size, struct err *e);

#endif
