// SPDX-License-Identifier: ISC
/* Packet sockets, and the description. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/log.h"
#include "runtime/network.h"

/* Frames of 64 KB come in bursts. */
#define RECEIVE_BUFFER	(8 << 20)

static int set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

/*
 * Multicast that the guest listens to must pass the interface.  A buffer
 * smaller than asked for will do.
 */
static int configure(int fd, const struct interface *f)
{
	struct packet_mreq all = {
		.mr_ifindex = (int)f->index, .mr_type = PACKET_MR_ALLMULTI,
	};

	if (set_int(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER) < 0)
		set_int(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
	if (set_int(fd, SOL_SOCKET, SO_SNDBUFFORCE, RECEIVE_BUFFER) < 0)
		set_int(fd, SOL_SOCKET, SO_SNDBUF, RECEIVE_BUFFER);
	if (set_int(fd, SOL_PACKET, PACKET_VNET_HDR, 1) < 0 ||
	    set_int(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1) < 0)
		return -1;
	return setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
			  sizeof(all));
}

/* Bound only when it is set up: before that it gets nothing. */
static int open_packet(struct interface *f, struct err *e)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)f->index,
	};
	cleanup_fd int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || configure(fd, f) < 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		return err_errno(e, "network: taking over %s", f->name);
	f->fd = steal_fd(&fd);
	return 0;
}

static bool share(const struct network *net)
{
	struct err e = { 0 };

	if (!network_share(net, &e))
		return true;
	log_warn(e.text);
	log_warn("the name server on loopback can ask no other ones");
	return false;
}

int network_take(struct network *net, bool shared, struct err *e)
{
	net->shared = shared && share(net);
	for (unsigned int i = 0; i < net->n; i++)
		if (open_packet(&net->interface[i], e) < 0)
			return -e->code;
	return network_release(net, e);
}

static void describe_address(struct records *out, const char *name,
			     const struct address *a)
{
	char text[INET6_ADDRSTRLEN], word[INET6_ADDRSTRLEN + 8];
	char other[INET6_ADDRSTRLEN];

	inet_ntop(a->family, a->bytes, text, sizeof(text));
	inet_ntop(a->family, a->has_peer ? a->peer : a->bytes, other,
		  sizeof(other));
	snprintf(word, sizeof(word), "%s/%d", other, a->prefix);
	if (a->has_peer)
		records_add(out, "peer", name, text, word, NULL);
	else
		records_add(out, "address", name, word, NULL);
}

static void describe_routing(struct records *out, const char *name,
			     const char *to, const char *via,
			     const struct route *r)
{
	char metric[16], mtu[16], source[INET6_ADDRSTRLEN] = "-";

	snprintf(metric, sizeof(metric), "%u", r->metric);
	snprintf(mtu, sizeof(mtu), "%u", r->mtu);
	if (r->has_source)
		inet_ntop(r->family, r->source, source, sizeof(source));
	records_add(out, "routing", name, to, via, metric, source, mtu, NULL);
}

static void describe_route(struct records *out, const char *name,
			   const struct route *r)
{
	char to[INET6_ADDRSTRLEN], via[INET6_ADDRSTRLEN] = "-";
	char word[INET6_ADDRSTRLEN + 8] = "default";

	inet_ntop(r->family, r->to, to, sizeof(to));
	/* "default" by itself is IPv4's */
	if (r->prefix || (r->family == AF_INET6 && !r->has_via))
		snprintf(word, sizeof(word), "%s/%d", to, r->prefix);
	if (r->has_via)
		inet_ntop(r->family, r->via, via, sizeof(via));
	if (r->metric || r->mtu || r->has_source)
		describe_routing(out, name, word, via, r);
	else
		records_add(out, "route", name, word, via, NULL);
}

/* Routes on the link come first: gateways are behind them. */
static void describe_routes(struct records *out, const struct network *net,
			    bool has_via)
{
	for (unsigned int i = 0; i < net->n_routes; i++) {
		const struct route *r = &net->route[i];

		if (r->has_via == has_via)
			describe_route(out, net->interface[r->interface].name,
				       r);
	}
}

void network_describe(struct records *out, const struct network *net,
		      bool all)
{
	for (unsigned int i = 0; i < net->n; i++)
		records_add(out, "link", net->interface[i].name, "up", NULL);
	for (unsigned int i = 0; i < net->n_addresses; i++) {
		const struct address *a = &net->address[i];

		if (all || !a->own)
			describe_address(out, net->interface[a->interface].name,
					 a);
	}
	describe_routes(out, net, false);
	describe_routes(out, net, true);
}
