/* SPDX-License-Identifier: ISC */
/*
 * What goes between start and the process that waits for it, over the socket
 * ROOT/ID/start: start says one byte.  The process answers by a struct
 * start_answer: what network it is about to take over (records of guest init's
 * follow), or why it can't go on.  When start has noted the records it says
 * another byte, and not before that is anything taken.  The process closes the
 * connection as it becomes the tender.
 */
#ifndef RUNTIME_START_H
#define RUNTIME_START_H

#include "runtime/container.h"

struct start_answer {
	struct err e;		/* code 0: none */
	size_t size;		/* bytes of records that follow */
};

/* A bound, listening socket of that name in the container's directory. */
int start_listen(const struct container *c, const char *name, int type,
		 struct err *e);

/* A connection to such a socket. */
int start_connect(const struct container *c, const char *name, int type,
		  struct err *e);

#endif
