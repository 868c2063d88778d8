// SPDX-License-Identifier: ISC
/* The namespace's interfaces, addresses and routes, by netlink. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <net/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "init/netlink.h"
#include "runtime/log.h"
#include "runtime/netlink_dump.h"
#include "runtime/network.h"

struct session {
	int fd;
	struct network *net;
	bool taken;
	const char *full;		/* of what there is too much */
};

static size_t address_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

/* 1: it is one of those that move. */
static int find(const struct network *net, unsigned int index,
		unsigned int *place)
{
	for (*place = 0; *place < net->n; (*place)++)
		if (net->interface[*place].index == index)
			return 1;
	return 0;
}

static void warn_left(const char *name, const char *why)
{
	char text[160];

	snprintf(text, sizeof(text), "network: %.20s stays outside: %s", name,
		 why);
	log_warn(text);
}

/*
 * One interface is one guest's: its owner gives it this alias.  Who joins the
 * namespace later would find it without addresses, and answer to nothing.
 */
#define TAKEN	"taken over by a Nabla container"

static bool copy_text(const struct rtattr *a, char *to, size_t size)
{
	const char *text = RTA_DATA(a);
	size_t n = strnlen(text, RTA_PAYLOAD(a));

	if (n == RTA_PAYLOAD(a) || n >= size)
		return false;
	memcpy(to, text, n + 1);
	return true;
}

static bool copy_u32(const struct rtattr *a, uint32_t *to)
{
	if (RTA_PAYLOAD(a) != sizeof(*to))
		return false;
	memcpy(to, RTA_DATA(a), sizeof(*to));
	return true;
}

/* Fallbacks of tunnels, which are in every namespace. */
static bool is_host_made(const char *name)
{
	static const char *const names[] = {
		"gretap0", "ip6gretap0", "erspan0", "ip6erspan0",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* An interface that is down is nobody's. */
static void take_link(struct nlmsghdr *h, void *data)
{
	const struct ifinfomsg *m = NLMSG_DATA(h);
	struct session *s = data;
	struct interface f = { .index = (unsigned int)m->ifi_index, .fd = -1 };
	char alias[sizeof(TAKEN)];
	struct rtattr *a;
	int left;

	if (m->ifi_flags & IFF_LOOPBACK)
		return;
	netlink_for_each(a, left, h, sizeof(*m)) {
		if (a->rta_type == IFLA_IFNAME)
			copy_text(a, f.name, sizeof(f.name));
		if (a->rta_type == IFLA_MTU)
			copy_u32(a, &f.mtu);
		if (a->rta_type == IFLA_IFALIAS &&
		    copy_text(a, alias, sizeof(alias)))
			s->taken |= !strcmp(alias, TAKEN);
	}
	if (!(m->ifi_flags & IFF_UP)) {
		if (m->ifi_type == ARPHRD_ETHER && !is_host_made(f.name))
			warn_left(f.name, "it is down");
	} else if (m->ifi_type != ARPHRD_ETHER) {
		warn_left(f.name, "it is not Ethernet");
	} else if (s->net->n == NETWORK_MAX) {
		warn_left(f.name, "there are too many");
	} else {
		s->net->interface[s->net->n++] = f;
	}
}

static bool copy_bytes(const struct rtattr *a, uint8_t *to, int family)
{
	if (RTA_PAYLOAD(a) != address_size(family))
		return false;
	memcpy(to, RTA_DATA(a), address_size(family));
	return true;
}

/* Between two hosts IFA_ADDRESS is the other one. */
static void take_address(struct nlmsghdr *h, void *data)
{
	const struct ifaddrmsg *m = NLMSG_DATA(h);
	struct session *s = data;
	struct address n = {
		.family = m->ifa_family, .prefix = m->ifa_prefixlen,
		.scope = m->ifa_scope,
	};
	bool local = false, any = false;
	uint8_t other[16] = { 0 };
	struct rtattr *a;
	int left;

	if ((m->ifa_family != AF_INET && m->ifa_family != AF_INET6) ||
	    !find(s->net, m->ifa_index, &n.interface))
		return;
	netlink_for_each(a, left, h, sizeof(*m)) {
		if (a->rta_type == IFA_LOCAL)
			any |= local = copy_bytes(a, n.bytes, n.family);
		else if (a->rta_type == IFA_ADDRESS)
			any |= copy_bytes(a, other, n.family);
	}
	if (!local)
		memcpy(n.bytes, other, sizeof(other));
	n.has_peer = local && memcmp(n.bytes, other, sizeof(other));
	memcpy(n.peer, other, sizeof(other));
	/* link-local ones */
	n.own = n.family == AF_INET6 && n.scope == RT_SCOPE_LINK;
	if (any && s->net->n_addresses == ADDRESSES_MAX)
		s->full = "addresses";
	else if (any)
		s->net->address[s->net->n_addresses++] = n;
}

/* What the guest's kernel adds by itself, or learns, it is not told. */
static bool is_own_doing(const struct rtmsg *m)
{
	return m->rtm_table == RT_TABLE_LOCAL ||
	       m->rtm_protocol == RTPROT_KERNEL ||
	       m->rtm_protocol == RTPROT_RA ||
	       (m->rtm_flags & RTM_F_CLONED);
}

/* A guest decides by the destination, and sends on what it has a route for. */
static bool is_plain(const struct rtmsg *m)
{
	if (m->rtm_table != RT_TABLE_MAIN)
		log_warn("network: a routing table besides the main one is "
			 "left out");
	else if (m->rtm_type != RTN_UNICAST)
		log_warn("network: a route that leads nowhere (blackhole, "
			 "unreachable, prohibit, throw) is left out");
	return m->rtm_table == RT_TABLE_MAIN && m->rtm_type == RTN_UNICAST;
}

static bool is_known(const struct network *net, const struct route *r)
{
	for (unsigned int i = 0; i < net->n_routes; i++) {
		const struct route *k = &net->route[i];

		if (k->family == r->family && k->prefix == r->prefix &&
		    k->metric == r->metric &&
		    !memcmp(k->to, r->to, sizeof(r->to)))
			return true;
	}
	return false;
}

/* That of IPv6 which is given where none is asked for. */
#define METRIC_USUAL	1024

static void take_metrics(struct rtattr *metrics, struct route *r)
{
	struct rtattr *a = RTA_DATA(metrics);
	int left = (int)RTA_PAYLOAD(metrics);

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if (a->rta_type == RTAX_MTU)
			copy_u32(a, &r->mtu);
}

static void take_route_part(struct rtattr *a, struct route *r)
{
	switch (a->rta_type) {
	case RTA_DST:
		copy_bytes(a, r->to, r->family);
		break;
	case RTA_GATEWAY:
		r->has_via = copy_bytes(a, r->via, r->family);
		break;
	case RTA_PREFSRC:
		r->has_source = copy_bytes(a, r->source, r->family);
		break;
	case RTA_PRIORITY:
		copy_u32(a, &r->metric);
		break;
	case RTA_METRICS:
		take_metrics(a, r);
		break;
	case RTA_MULTIPATH:
		log_warn("network: a route over several gateways is left out");
		break;
	}
}

static void take_route(struct nlmsghdr *h, void *data)
{
	const struct rtmsg *m = NLMSG_DATA(h);
	struct session *s = data;
	struct route r = { .family = m->rtm_family, .prefix = m->rtm_dst_len };
	bool here = false;
	struct rtattr *a;
	uint32_t index;
	int left;

	if ((m->rtm_family != AF_INET && m->rtm_family != AF_INET6) ||
	    is_own_doing(m) || !is_plain(m))
		return;
	netlink_for_each(a, left, h, sizeof(*m)) {
		if (a->rta_type == RTA_OIF)
			here = copy_u32(a, &index) &&
			       find(s->net, index, &r.interface);
		else
			take_route_part(a, &r);
	}
	if (r.family == AF_INET6 && r.metric == METRIC_USUAL)
		r.metric = 0;
	if (!here || is_known(s->net, &r))
		return;
	if (s->net->n_routes == ROUTES_MAX)
		s->full = "routes";
	else
		s->net->route[s->net->n_routes++] = r;
}

static int dump(struct session *s, int type, size_t fixed,
		netlink_take_fn *take, const char *what, struct err *e)
{
	if (netlink_dump(s->fd, type, fixed, take, s, e) < 0)
		return err_context(e, "network: asking for %s", what);
	return 0;
}

static int dump_links(struct session *s, struct err *e)
{
	return dump(s, RTM_GETLINK, sizeof(struct ifinfomsg), take_link,
		    "interfaces", e);
}

static int open_session(struct session *s, struct err *e)
{
	s->fd = netlink_open();
	return s->fd < 0 ? err_errno(e, "network: opening netlink") : 0;
}

static int check_free(const struct session *s, struct err *e)
{
	if (!s->taken)
		return 0;
	return err_set(e, EBUSY, "network: another container has taken this "
		       "network namespace over; one that is to join it has to "
		       "be created, by the same engine, while that one runs");
}

static int check_room(const struct session *s, struct err *e)
{
	if (!s->full)
		return 0;
	return err_set(e, E2BIG, "network: a container has %d addresses and %d "
		       "routes at most: there are more %s", ADDRESSES_MAX,
		       ROUTES_MAX, s->full);
}

int network_read(struct network *net, struct err *e)
{
	struct session s = { .net = net };
	int rc = open_session(&s, e);

	if (!rc)
		rc = dump_links(&s, e);
	if (!rc)
		rc = check_free(&s, e);
	if (!rc)
		rc = dump(&s, RTM_GETADDR, sizeof(struct ifaddrmsg),
			  take_address, "addresses", e);
	if (!rc)
		rc = dump(&s, RTM_GETROUTE, sizeof(struct rtmsg), take_route,
			  "routes", e);
	if (!rc)
		rc = check_room(&s, e);
	if (s.fd >= 0)
		close(s.fd);
	return rc;
}

/* Acknowledged; -errno by itself, for those who know better. */
static int request(struct session *s, struct netlink_request *q)
{
	struct err ignored = { 0 };

	return netlink_send(s->fd, q, &ignored);
}

static int remove_address(struct session *s, const struct address *a)
{
	struct ifaddrmsg m = {
		.ifa_family = (uint8_t)a->family, .ifa_prefixlen = a->prefix,
		.ifa_index = s->net->interface[a->interface].index,
	};
	struct netlink_request q;
	int rc;

	netlink_start(&q, RTM_DELADDR, 0, &m, sizeof(m));
	netlink_add(&q, IFA_LOCAL, a->bytes, address_size(a->family));
	rc = request(s, &q);
	/* the first one of a subnet takes the others with it */
	return rc == -EADDRNOTAVAIL ? 0 : rc;
}

static void change_link(struct netlink_request *q, const struct interface *f)
{
	struct ifinfomsg m = { .ifi_index = (int)f->index };

	netlink_start(q, RTM_NEWLINK, 0, &m, sizeof(m));
}

static int mark(struct session *s, const struct interface *f,
		const char *alias)
{
	struct netlink_request q;

	change_link(&q, f);
	netlink_add(&q, IFLA_IFALIAS, alias, strlen(alias) + 1);
	return request(s, &q);
}

/*
 * Without it the host would answer for the guest's own link-local address, the
 * same one.
 */
static void set_autoconf(struct session *s, const struct interface *f,
			 uint8_t how)
{
	const struct {
		struct rtattr v6, mode;
		uint8_t how;
	} nested = {
		{ sizeof(nested), AF_INET6 },
		{ RTA_LENGTH(1), IFLA_INET6_ADDR_GEN_MODE },
		how,
	};
	struct netlink_request q;

	change_link(&q, f);
	netlink_add(&q, IFLA_AF_SPEC, &nested, sizeof(nested));
	/* a host without IPv6 has nothing to stop */
	request(s, &q);
}

int network_unmark(struct err *e)
{
	static struct network net;
	struct session s = { .net = &net };
	int rc = open_session(&s, e);

	if (!rc)
		rc = dump_links(&s, e);
	for (unsigned int i = 0; !rc && s.taken && i < net.n; i++) {
		set_autoconf(&s, &net.interface[i], IN6_ADDR_GEN_MODE_EUI64);
		mark(&s, &net.interface[i], "");
	}
	if (s.fd >= 0)
		close(s.fd);
	return rc;
}

int network_release(struct network *net, struct err *e)
{
	struct session s = { .net = net };
	int rc = open_session(&s, e);

	for (unsigned int i = 0; !rc && i < net->n; i++) {
		rc = mark(&s, &net->interface[i], TAKEN);
		if (rc)
			err_set(e, -rc, "network: marking %s: %s",
				net->interface[i].name, strerror(-rc));
		set_autoconf(&s, &net->interface[i], IN6_ADDR_GEN_MODE_NONE);
	}
	for (unsigned int i = 0; !rc && i < net->n_addresses; i++) {
		if (net->shared && net->address[i].family == AF_INET)
			continue;
		rc = remove_address(&s, &net->address[i]);
		if (rc)
			err_set(e, -rc, "network: taking an address off %s: "
				"%s", net->interface[net->address[i]
				.interface].name, strerror(-rc));
	}
	if (s.fd >= 0)
		close(s.fd);
	return rc;
}
