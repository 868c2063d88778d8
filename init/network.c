// SPDX-License-Identifier: ISC
/*
 * Interfaces, addresses and routes, each by one rtnetlink request.  IPv6
 * addresses skip duplicate address detection: the host side has chosen them,
 * and a container that has started must be able to use them at once.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "netlink.h"
#include "network.h"
#include "value.h"

static int has_network(struct guest *g, struct err *e)
{
	if (g->netlink >= 0)
		return 0;
	return err_set(e, ENOSYS, "this kernel has no network");
}

static int index_of(struct guest *g, const char *iface, int *index,
		    struct err *e)
{
	struct ifreq q = { 0 };
	size_t size = strlen(iface);
	int rc = has_network(g, e);

	if (rc)
		return rc;
	if (!size || size >= sizeof(q.ifr_name))
		return err_set(e, EINVAL, "\"%s\" is no interface name", iface);
	memcpy(q.ifr_name, iface, size);
	if (ioctl(g->netlink, SIOCGIFINDEX, &q))
		return err_errno(e, "interface %s", iface);
	*index = q.ifr_ifindex;
	return 0;
}

/* Send; put what was asked for in front of the kernel's reason. */
static int request(struct guest *g, struct netlink_request *q,
		   const char *iface, const char *what, struct err *e)
{
	if (!netlink_send(g->netlink, q, e))
		return 0;
	return err_context(e, "%s on %s", what, iface);
}

static int set_up(struct guest *g, const char *iface, bool up, struct err *e)
{
	struct ifinfomsg m = { .ifi_change = IFF_UP };
	struct netlink_request q;
	int rc = index_of(g, iface, &m.ifi_index, e);

	if (rc)
		return rc;
	m.ifi_flags = up ? IFF_UP : 0;
	netlink_start(&q, RTM_NEWLINK, 0, &m, sizeof(m));
	return request(g, &q, iface, up ? "up" : "down", e);
}

int network_start(struct guest *g, struct err *e)
{
	g->netlink = netlink_open();
	if (g->netlink >= 0)
		return set_up(g, "lo", true, e);
	/* A kernel built without network has no loopback to bring up. */
	if (errno == ENOSYS || errno == EAFNOSUPPORT ||
	    errno == EPROTONOSUPPORT)
		return 0;
	return err_errno(e, "opening rtnetlink");
}

int network_link(struct guest *g, const char *iface, const char *state,
		 struct err *e)
{
	bool up = !strcmp(state, "up");

	if (!up && strcmp(state, "down"))
		return err_set(e, EINVAL, "\"%s\" is neither up nor down",
			       state);
	return set_up(g, iface, up, e);
}

int network_mtu(struct guest *g, const char *iface, const char *bytes,
		struct err *e)
{
	struct ifinfomsg m = { 0 };
	struct netlink_request q;
	uint64_t v;
	uint32_t mtu;
	int rc;

	rc = value_number("mtu", bytes, 10, INT32_MAX, &v, e);
	if (!rc)
		rc = index_of(g, iface, &m.ifi_index, e);
	if (rc)
		return rc;
	mtu = v;
	netlink_start(&q, RTM_NEWLINK, 0, &m, sizeof(m));
	netlink_add(&q, IFLA_MTU, &mtu, sizeof(mtu));
	return request(g, &q, iface, bytes, e);
}

/* Nothing but hosts on a /31 or /32: no broadcast address. */
static void add_broadcast(struct netlink_request *q, const struct inet *a)
{
	uint8_t all[4];

	if (a->family != AF_INET || a->prefix > 30)
		return;
	for (unsigned int i = 0; i < 4; i++) {
		unsigned int bits = a->prefix < 8 * i ? 0 : a->prefix - 8 * i;

		all[i] = a->addr[i] | (bits < 8 ? 0xff >> bits : 0);
	}
	netlink_add(q, IFA_BROADCAST, all, sizeof(all));
}

/* @other: the prefix, or who is at the other end. */
static int add_address(struct guest *g, const char *iface, const char *word,
		       const struct inet *a, const struct inet *other,
		       struct err *e)
{
	struct ifaddrmsg m = {
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_family = other->family,
		.ifa_prefixlen = other->prefix,
		.ifa_flags = other->family == AF_INET6 ? IFA_F_NODAD : 0,
	};
	struct netlink_request q;
	int index, rc = index_of(g, iface, &index, e);

	if (rc)
		return rc;
	m.ifa_index = index;
	netlink_start(&q, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &m,
		      sizeof(m));
	netlink_add(&q, IFA_LOCAL, a->addr, a->size);
	netlink_add(&q, IFA_ADDRESS, other->addr, other->size);
	if (a == other)
		add_broadcast(&q, a);
	return request(g, &q, iface, word, e);
}

int network_address(struct guest *g, const char *iface, const char *address,
		    struct err *e)
{
	struct inet a;
	int rc = value_prefix(address, &a, e);

	return rc ? rc : add_address(g, iface, address, &a, &a, e);
}

int network_peer(struct guest *g, const char *iface, const char *address,
		 const char *other, struct err *e)
{
	struct inet a, o;
	int rc = value_address(address, &a, e);

	if (!rc)
		rc = value_prefix(other, &o, e);
	if (!rc && a.family != o.family)
		rc = err_set(e, EINVAL, "%s and %s: two address families",
			     address, other);
	return rc ? rc : add_address(g, iface, address, &a, &o, e);
}

/* "default" is of its gateway's family, and of IPv4 where it has none. */
static int read_route(const char *dest, const char *via, struct inet *to,
		      struct inet *gateway, struct err *e)
{
	int rc = 0;

	gateway->size = 0;
	gateway->family = AF_INET;
	if (strcmp(via, "-"))
		rc = value_address(via, gateway, e);
	if (rc)
		return rc;
	if (!strcmp(dest, "default")) {
		*to = (struct inet){ .family = gateway->family };
		return 0;
	}
	rc = value_prefix(dest, to, e);
	if (!rc && gateway->size && gateway->family != to->family)
		return err_set(e, EINVAL, "%s via %s: two address families",
			       dest, via);
	return rc;
}

/* What a route may have besides; 0: nothing. */
struct more {
	uint64_t metric, mtu;
	struct inet source;
};

static void add_more(struct netlink_request *q, const struct more *more)
{
	uint32_t metric = more->metric;
	struct {
		struct rtattr head;
		uint32_t mtu;
	} mtu = { { sizeof(mtu), RTAX_MTU }, more->mtu };

	if (metric)
		netlink_add(q, RTA_PRIORITY, &metric, sizeof(metric));
	if (more->source.size)
		netlink_add(q, RTA_PREFSRC, more->source.addr,
			    more->source.size);
	if (more->mtu)
		netlink_add(q, RTA_METRICS, &mtu, sizeof(mtu));
}

static int add_route(struct guest *g, const char *iface, const char *dest,
		     const char *via, const struct more *more, struct err *e)
{
	struct rtmsg m = {
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_type = RTN_UNICAST,
		.rtm_scope = RT_SCOPE_LINK,
	};
	struct netlink_request q;
	struct inet to, gateway;
	int rc, index;

	rc = read_route(dest, via, &to, &gateway, e);
	if (!rc)
		rc = index_of(g, iface, &index, e);
	if (rc)
		return rc;
	m.rtm_family = to.family;
	m.rtm_dst_len = to.prefix;
	if (gateway.size) {
		/* The gateway of a /32 lies in no prefix: take it on trust. */
		m.rtm_flags = RTNH_F_ONLINK;
		m.rtm_scope = RT_SCOPE_UNIVERSE;
	}
	netlink_start(&q, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &m,
		      sizeof(m));
	if (to.prefix)
		netlink_add(&q, RTA_DST, to.addr, to.size);
	if (gateway.size)
		netlink_add(&q, RTA_GATEWAY, gateway.addr, gateway.size);
	netlink_add(&q, RTA_OIF, &index, sizeof(index));
	add_more(&q, more);
	return request(g, &q, iface, dest, e);
}

int network_route(struct guest *g, const char *iface, const char *dest,
		  const char *via, struct err *e)
{
	const struct more none = { 0 };

	return add_route(g, iface, dest, via, &none, e);
}

int network_routing(struct guest *g, const char *const arg[6], struct err *e)
{
	struct more more = { 0 };
	int rc = value_number("metric", arg[3], 10, UINT32_MAX, &more.metric,
			      e);

	if (!rc && strcmp(arg[4], "-"))
		rc = value_address(arg[4], &more.source, e);
	if (!rc)
		rc = value_number("mtu", arg[5], 10, INT32_MAX, &more.mtu, e);
	return rc ? rc : add_route(g, arg[0], arg[1], arg[2], &more, e);
}
