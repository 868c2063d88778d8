/* SPDX-License-Identifier: ISC */
/* What the programs of tests/files share. */
#ifndef FILES_PLACE_H
#define FILES_PLACE_H

#include <sys/stat.h>
#include <sys/types.h>

/* Makes an empty folder in the working directory and enters it. */
void new_place(void);

/* A file with that text. */
void put(const char *name, const char *text);
/* Its text, in memory that is used again; fails if it can't be read. */
const char *get(const char *name);
struct stat stat_of(const char *name);
mode_t mode_of(const char *name);	/* the twelve lower bits */

#endif
