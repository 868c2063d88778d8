/* SPDX-License-Identifier: ISC */
/*
 * The container's network, as an engine has set it up in the namespace by the
 * time of start: its Ethernet interfaces, with their addresses and routes, move
 * to the guest.  The guest has the interface's hardware address, and its frames
 * by way of a packet socket; the host's own stack in that namespace loses the
 * addresses, so that it answers nobody.
 */
#ifndef RUNTIME_NETWORK_H
#define RUNTIME_NETWORK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/records.h"

#define NETWORK_MAX	16		/* interfaces */
#define ADDRESSES_MAX	64		/* of all of them */
#define ROUTES_MAX	256

struct interface {
	unsigned int index;
	char name[IFNAMSIZ];
	unsigned int mtu;
	int fd;				/* packet socket */
};

struct address {
	unsigned int interface;		/* its place in the array below */
	int family;
	uint8_t bytes[16];
	uint8_t peer[16];		/* the other end, if has_peer */
	bool has_peer, own;		/* own: the guest makes it itself */
	uint8_t prefix, scope;
};

struct route {
	unsigned int interface;
	int family;
	uint8_t to[16], prefix;
	uint8_t via[16], source[16];
	bool has_via, has_source;
	uint32_t metric, mtu;		/* 0: none */
};

struct network {
	struct interface interface[NETWORK_MAX];
	unsigned int n;
	struct address address[ADDRESSES_MAX];
	unsigned int n_addresses;
	struct route route[ROUTES_MAX];
	unsigned int n_routes;
	bool shared;			/* see network_share.c */
};

/*
 * What was read of the network namespace we are in.  shared: its stack goes on
 * to ask name servers, if the host can see to it that it does no more.
 */
int network_take(struct network *net, bool shared, struct err *e);
int network_share(const struct network *net, struct err *e);

/* By netlink: what there is, and its removal from the host's stack. */
int network_read(struct network *net, struct err *e);
int network_release(struct network *net, struct err *e);

/* Takes the marks off the interfaces of this namespace. */
int network_unmark(struct err *e);

/*
 * The description of what was taken, in a container's directory; and its way
 * back into the namespace of that path, if there still is one.  redirected: by
 * taps.
 */
#define NETWORK_FILE	"network"
void network_restore(int dir, const char *namespace, bool redirected);

/* The same in the namespace that we are in, from that description. */
void network_give_back(const char *bytes, size_t size, bool redirected);

/* all: what the guest makes itself as well. */
void network_describe(struct records *out, const struct network *net,
		      bool all);

#endif
