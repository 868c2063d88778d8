/* SPDX-License-Identifier: ISC */
/* A folder as an EROFS image, by mkfs.erofs(1). */
#ifndef BAKE_EROFS_H
#define BAKE_EROFS_H

#include <stdbool.h>

struct err;

/*
 * The image depends on the folder's content alone.  scratch: all files are
 * root's, and of the same time; else owners and times are kept.  Returns a
 * descriptor of the image, of which no name is left, or -errno.
 */
int erofs_make(const char *folder, bool scratch, const char *compress,
	       struct err *e);

#endif
