/* SPDX-License-Identifier: ISC */
#ifndef RUNTIME_MOUNTS_H
#define RUNTIME_MOUNTS_H

#include <stdbool.h>

#include "lib/err.h"

/*
 * A new file system in memory, mounted on that directory; a descriptor of its
 * top, or -errno.
 */
int mounts_new_tmpfs(const char *place, struct err *e);

/*
 * A folder, or an empty file, to mount on; it may be there.  Links and ".."
 * lead no further than that root.
 */
int mounts_make_place(int root, const char *path, bool folder, struct err *e);

#endif
