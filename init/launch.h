/* SPDX-License-Identifier: ISC */
/*
 * Starts the program.
 */
#ifndef INIT_LAUNCH_H
#define INIT_LAUNCH_H

#include <sys/types.h>

#include "lib/err.h"
#include "guest.h"
#include "program.h"

/*
 * 0: it runs as *pid.  Otherwise -errno, nothing runs, and *status is what
 * nabla-run shall end with: NABLA_EXIT_TENDER, _NOEXEC or _NOTFOUND.
 */
int launch(const struct guest *g, const struct program *p, pid_t *pid,
	   int *status, struct err *e);

#endif
