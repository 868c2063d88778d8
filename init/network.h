/* SPDX-License-Identifier: ISC */
/*
 * Interfaces, addresses and routes of the container.
 */
#ifndef INIT_NETWORK_H
#define INIT_NETWORK_H

#include "lib/err.h"
#include "guest.h"

/* Opens g->netlink and brings up loopback. */
int network_start(struct guest *g, struct err *e);

int network_link(struct guest *g, const char *iface, const char *state,
		 struct err *e);
int network_mtu(struct guest *g, const char *iface, const char *bytes,
		struct err *e);
int network_address(struct guest *g, const char *iface, const char *address,
		    struct err *e);
int network_peer(struct guest *g, const char *iface, const char *address,
		 const char *other, struct err *e);
int network_route(struct guest *g, const char *iface, const char *dest,
		  const char *via, struct err *e);
/* Of the directive of that name. */
int network_routing(struct guest *g, const char *const arg[6], struct err *e);

#endif
