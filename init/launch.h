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

/* Descriptors of a program that does not get init's own. */
struct stdio_of {
	int fd[3];
	bool terminal;			/* they are one, to be its own */
};

/*
 * In a child: becomes the program.  Returns only if it can't, the status that
 * stands for it.
 */
int launch_become(const struct guest *g, const struct program *p,
		  const struct stdio_of *io, struct err *e);

/*
 * @io: NULL for the container's own.  0: it runs as *pid.  Otherwise -errno,
 * nothing runs, and *status is what nabla-run shall end with:
 * NABLA_EXIT_TENDER, _NOEXEC or _NOTFOUND.
 */
int launch(const struct guest *g, const struct program *p,
	   const struct stdio_of *io, pid_t *pid, int *status, struct err *e);

#endif
