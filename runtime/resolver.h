/* SPDX-License-Identifier: ISC */
/*
 * docker's name server for networks of the user's.  It listens on a loopback
 * address of the container's network namespace, which is not the guest's: there
 * init listens in its place, and the relay carries queries to it (<nabla/
 * control.h>).  What it does not know it asks others, from that namespace: so
 * the namespace keeps the container's IPv4 addresses and routes, and ports that
 * the guest does not use by itself; network_share.c sees to it that it hears
 * nothing but what comes to these from name servers.
 */
#ifndef RUNTIME_RESOLVER_H
#define RUNTIME_RESOLVER_H

#include <stdbool.h>

#include "lib/err.h"
#include "runtime/spec.h"

#define RESOLVER_ADDRESS	"127.0.0.11"

/* Ports of the host's stack there; Linux's programs get lower ones. */
#define RESOLVER_PORT_MIN	61440
#define RESOLVER_PORT_MAX	65535

/*
 * Does the container's /etc/resolv.conf name it?  Others on loopback are warned
 * about.
 */
bool resolver_is_named(const struct spec *s);

/*
 * May it go on to ask others?  In a namespace of others' we would leave behind
 * what that takes; there names of containers are all that it finds.
 */
bool resolver_may_share(const struct spec *s);

/*
 * A socket of the network namespace that we are in, for queries; its stack gets
 * the ports if it may share.
 */
int resolver_socket(bool shares, struct err *e);

#endif
