/* SPDX-License-Identifier: ISC */
/*
 * Files that a server of the host's shows: one folder of them becomes /, others
 * and single files are put where the description says.  The file system itself
 * is out of the program's reach once / has changed.
 */
#ifndef INIT_VOLUMES_H
#define INIT_VOLUMES_H

#include "lib/err.h"
#include "guest.h"

/* Mounts the file system of device @tag; @name in it becomes /. */
int volumes_root(struct guest *g, const char *tag, const char *name,
		 struct err *e);

/*
 * @name of the file system, with all that it holds, on @path, which is made if
 * it is missing.  Options are flags of a mount.
 */
int volumes_bind(struct guest *g, const char *name, const char *path,
		 const char *options, struct err *e);

#endif
