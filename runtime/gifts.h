/* SPDX-License-Identifier: ISC */
/*
 * Descriptors of the engine's that the program is to have, numbers 3 and on
 * (--preserve-fds, or a service manager's).  The guest can't have those
 * themselves: the relay holds them, and carries bytes between each and one of
 * the guest's.  So they have to be of a kind that is no more than bytes in
 * order: pipes, and stream sockets that are connected.
 */
#ifndef RUNTIME_GIFTS_H
#define RUNTIME_GIFTS_H

#include <nabla/control.h>

#include "lib/err.h"
#include "runtime/spec.h"

struct gifts {
	unsigned int n;
	struct {
		int fd;			/* ours */
		unsigned int ways;	/* enum nabla_control_ways */
	} item[NABLA_CONTROL_GIFTS];	/* that of number 3 + i */
};

/*
 * How many there are: as --preserve-fds says, and before those as many as
 * $LISTEN_FDS says, which a service manager has started us with.
 */
int gifts_count(const char *preserve, unsigned int *n, unsigned int *listen,
		struct err *e);
/* The program is told in the same way, and that its pid is 1. */
int gifts_tell(struct spec *s, unsigned int listen, struct err *e);
/* Numbers 3 to 2 + n of this process, which are closed. */
int gifts_take(struct gifts *g, unsigned int n, struct err *e);
void gifts_close(struct gifts *g);

#endif
