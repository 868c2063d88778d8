/* SPDX-License-Identifier: ISC */
/*
 * Interfaces for those who know nothing of offloads: a unikernel wants each
 * frame whole, no longer than the interface's MTU and with its checksums, which
 * a packet socket would not see to.  So it gets a tap in the container's
 * network namespace, and what comes to the interface goes to the tap, and the
 * other way round: the host puts frames in order on the way.  The tap goes with
 * its descriptor.
 */
#ifndef RUNTIME_NETWORK_TAP_H
#define RUNTIME_NETWORK_TAP_H

#include "runtime/network.h"

/* A tap to be, of the network namespace that we are in; needs /dev/net/tun. */
int network_open_tap(struct err *e);

/* Reads the first n interfaces; -ENODEV if there are fewer. */
int network_read_first(struct network *net, unsigned int n, struct err *e);

/* Takes those that were read by as many taps, as network_take(). */
int network_take_taps(struct network *net, const int *tap, struct err *e);

int network_hardware_address(const struct interface *f, uint8_t mac[6],
			     struct err *e);

/*
 * A place for filters of what comes to an interface; one that a dead container
 * has left there is replaced.
 */
int network_add_ingress(int netlink, int index, struct err *e);

/* Of this namespace: its frames are its own again. */
void network_end_redirection(const char *name);

#endif
