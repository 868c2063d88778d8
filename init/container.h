/* SPDX-License-Identifier: ISC */
/*
 * A container from its description to its end.  Both functions are for pid 1.
 */
#ifndef INIT_CONTAINER_H
#define INIT_CONTAINER_H

#include "lib/err.h"

/*
 * Set up, start the program, wait for it.  The status for nabla-run; e->code is
 * set if the program was not started.
 */
int container_run(const char *config, struct err *e);

/* Nothing may survive: kill the rest, sync, end the kernel with @status. */
void container_end(int status);

#endif
