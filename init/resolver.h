/* SPDX-License-Identifier: ISC */
/*
 * A name server of the container's host that listens on a loopback address, as
 * docker's does: the guest's loopback is another one, so init listens there,
 * and passes queries to the relay and answers back (NABLA_CONTROL_QUERY).
 */
#ifndef INIT_RESOLVER_H
#define INIT_RESOLVER_H

#include <poll.h>
#include <stddef.h>

#include "channel.h"
#include "guest.h"

#define RESOLVER_STREAMS	8	/* connections by TCP at one time */
#define RESOLVER_POLLS		(2 + RESOLVER_STREAMS)

struct resolver;

/* Listen on that IPv4 address, port 53; it is g->resolver then. */
int resolver_open(struct guest *g, const char *address, struct err *e);

/* While the relay takes nothing, nobody is heard. */
void resolver_watch(const struct resolver *r, const struct channel *c,
		    struct pollfd p[RESOLVER_POLLS]);
void resolver_serve(struct resolver *r, struct channel *c,
		    const struct pollfd p[RESOLVER_POLLS]);

/* A message of the relay's; whoever asked may be gone. */
void resolver_answer(struct resolver *r, const char *message, size_t size);

#endif
