/* SPDX-License-Identifier: ISC */
/*
 * What goes between start and the process that waits for it, over the socket
 * ROOT/ID/start: start says one byte; the process answers with a struct err if
 * it can't go on, and by closing the connection as it becomes the tender.
 */
#ifndef RUNTIME_START_H
#define RUNTIME_START_H

#include "runtime/container.h"

/* A bound, listening socket of that name in the container's directory. */
int start_listen(const struct container *c, const char *name, int type,
		 struct err *e);

/* A connection to such a socket. */
int start_connect(const struct container *c, const char *name, int type,
		  struct err *e);

#endif
