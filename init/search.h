/* SPDX-License-Identifier: ISC */
/*
 * Finds the program and executes it.
 */
#ifndef INIT_SEARCH_H
#define INIT_SEARCH_H

#include "lib/err.h"

/* Where to look when the environment has no PATH. */
#define SEARCH_DEFAULT	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:" \
			"/sbin:/bin"

/*
 * argv[0] as it stands if there is a slash in it, else in each folder of PATH
 * in @envp.  Returns only if that failed: NABLA_EXIT_NOEXEC or
 * NABLA_EXIT_NOTFOUND.
 */
int search_exec(const char *const *argv, const char *const *envp,
		struct err *e);

#endif
