/* SPDX-License-Identifier: ISC */
/*
 * Where the host's dynamic loader looks for a library: the folders that it was
 * built with, and those of its configuration.
 */
#ifndef BAKE_LIBRARY_H
#define BAKE_LIBRARY_H

#include <limits.h>
#include <stdint.h>

struct err;

#define FOLDERS_MAX	64

struct folders {
	uint16_t machine;		/* EM_*: no other's libraries count */
	unsigned int nr, nr_standard;	/* the loader's own come first */
	char path[FOLDERS_MAX][PATH_MAX];
};

/* Reads configuration, "/etc/ld.so.conf" of the host. */
int folders_read(struct folders *f, uint16_t machine, const char *config,
		 struct err *e);

/*
 * Who needs a library, and the folders that it names for that, separated by
 * colons; NULL: none.  $ORIGIN in them is the folder that it lies in.
 */
struct needy {
	const char *search;
	const char *here, *there;	/* that folder, now and in the root */
};

/*
 * Finds a library.  The file is *found; *place is where the loader will find it
 * in a root without such a configuration.  0 or -ENOENT; sets no error message.
 */
int folders_find(const struct folders *f, const char *name,
		 const struct needy *by, char found[PATH_MAX],
		 char place[PATH_MAX]);

#endif
