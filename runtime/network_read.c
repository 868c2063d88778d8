// SPDX-License-Identifier: ISC
/* The namespace's interfaces, addresses and routes, by netlink. */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <net/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "runtime/log.h"
#include "runtime/network.h"

struct session {
	struct mnl_socket *nl;
	unsigned int sequence, port;
	struct network *net;
	bool taken;
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

/* An interface that is down is nobody's. */
static int take_link(const struct nlmsghdr *h, void *data)
{
	const struct ifinfomsg *m = mnl_nlmsg_get_payload(h);
	struct session *s = data;
	struct interface f = { .index = (unsigned int)m->ifi_index, .fd = -1 };
	struct nlattr *a;

	if ((m->ifi_flags & IFF_LOOPBACK) || !(m->ifi_flags & IFF_UP))
		return MNL_CB_OK;
	mnl_attr_for_each(a, h, sizeof(*m)) {
		if (mnl_attr_get_type(a) == IFLA_IFNAME &&
		    !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
			snprintf(f.name, sizeof(f.name), "%s",
				 mnl_attr_get_str(a));
		if (mnl_attr_get_type(a) == IFLA_MTU &&
		    !mnl_attr_validate(a, MNL_TYPE_U32))
			f.mtu = mnl_attr_get_u32(a);
		if (mnl_attr_get_type(a) == IFLA_IFALIAS &&
		    !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
			s->taken |= !strcmp(mnl_attr_get_str(a), TAKEN);
	}
	if (m->ifi_type != ARPHRD_ETHER)
		warn_left(f.name, "it is not Ethernet");
	else if (s->net->n == NETWORK_MAX)
		warn_left(f.name, "there are too many");
	else
		s->net->interface[s->net->n++] = f;
	return MNL_CB_OK;
}

static bool copy_bytes(const struct nlattr *a, uint8_t *to, int family)
{
	if (mnl_attr_get_payload_len(a) != address_size(family))
		return false;
	memcpy(to, mnl_attr_get_payload(a), address_size(family));
	return true;
}

/* Between two hosts IFA_ADDRESS is the other one. */
static int take_address(const struct nlmsghdr *h, void *data)
{
	const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);
	struct session *s = data;
	struct address n = {
		.family = m->ifa_family, .prefix = m->ifa_prefixlen,
		.scope = m->ifa_scope,
	};
	bool local = false, any = false;
	struct nlattr *a;

	if ((m->ifa_family != AF_INET && m->ifa_family != AF_INET6) ||
	    !find(s->net, m->ifa_index, &n.interface))
		return MNL_CB_OK;
	mnl_attr_for_each(a, h, sizeof(*m)) {
		unsigned int type = mnl_attr_get_type(a);

		if (type == IFA_LOCAL)
			any = local = copy_bytes(a, n.bytes, n.family);
		else if (type == IFA_ADDRESS && !local)
			any = copy_bytes(a, n.bytes, n.family);
	}
	if (any && s->net->n_addresses < ADDRESSES_MAX)
		s->net->address[s->net->n_addresses++] = n;
	return MNL_CB_OK;
}

/* What the guest's kernel adds by itself, or learns, it is not told. */
static bool is_own_doing(const struct rtmsg *m)
{
	return m->rtm_table != RT_TABLE_MAIN || m->rtm_type != RTN_UNICAST ||
	       m->rtm_protocol == RTPROT_KERNEL ||
	       m->rtm_protocol == RTPROT_RA ||
	       (m->rtm_flags & RTM_F_CLONED);
}

static bool is_known(const struct network *net, const struct route *r)
{
	for (unsigned int i = 0; i < net->n_routes; i++) {
		const struct route *k = &net->route[i];

		if (k->family == r->family && k->prefix == r->prefix &&
		    !memcmp(k->to, r->to, sizeof(r->to)))
			return true;
	}
	return false;
}

static int take_route(const struct nlmsghdr *h, void *data)
{
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);
	struct session *s = data;
	struct route r = { .family = m->rtm_family, .prefix = m->rtm_dst_len };
	bool here = false;
	struct nlattr *a;

	if ((m->rtm_family != AF_INET && m->rtm_family != AF_INET6) ||
	    is_own_doing(m))
		return MNL_CB_OK;
	mnl_attr_for_each(a, h, sizeof(*m)) {
		switch (mnl_attr_get_type(a)) {
		case RTA_OIF:
			here = !mnl_attr_validate(a, MNL_TYPE_U32) &&
			       find(s->net, mnl_attr_get_u32(a), &r.interface);
			break;
		case RTA_DST:
			copy_bytes(a, r.to, r.family);
			break;
		case RTA_GATEWAY:
			r.has_via = copy_bytes(a, r.via, r.family);
			break;
		case RTA_MULTIPATH:
			log_warn("network: a route over several gateways is "
				 "left out");
			break;
		}
	}
	if (here && s->net->n_routes < ROUTES_MAX && !is_known(s->net, &r))
		s->net->route[s->net->n_routes++] = r;
	return MNL_CB_OK;
}

static int receive(struct session *s, mnl_cb_t take, const char *what,
		   struct err *e)
{
	char buf[32768];
	ssize_t n;
	int rc;

	do {
		n = mnl_socket_recvfrom(s->nl, buf, sizeof(buf));
		if (n < 0)
			return err_errno(e, "network: asking for %s", what);
		rc = mnl_cb_run(buf, (size_t)n, s->sequence, s->port, take, s);
		if (rc < 0)
			return err_errno(e, "network: %s", what);
	} while (rc > 0);
	return 0;
}

static int dump(struct session *s, uint16_t type, mnl_cb_t take,
		const char *what, struct err *e)
{
	char buf[256] = { 0 };
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	struct rtgenmsg *g;

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	h->nlmsg_seq = ++s->sequence;
	g = mnl_nlmsg_put_extra_header(h, sizeof(*g));
	g->rtgen_family = AF_UNSPEC;
	if (mnl_socket_sendto(s->nl, h, h->nlmsg_len) < 0)
		return err_errno(e, "network: asking for %s", what);
	return receive(s, take, what, e);
}

static int open_session(struct session *s, struct err *e)
{
	s->nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!s->nl || mnl_socket_bind(s->nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return err_errno(e, "network: opening netlink");
	s->port = mnl_socket_get_portid(s->nl);
	return 0;
}

static int check_free(const struct session *s, struct err *e)
{
	if (!s->taken)
		return 0;
	return err_set(e, EBUSY, "network: another container has this "
		       "network namespace; sharing one (pods of several "
		       "containers, --network container:) is not supported");
}

int network_read(struct network *net, struct err *e)
{
	struct session s = { .net = net };
	int rc = open_session(&s, e);

	if (!rc)
		rc = dump(&s, RTM_GETLINK, take_link, "interfaces", e);
	if (!rc)
		rc = check_free(&s, e);
	if (!rc)
		rc = dump(&s, RTM_GETADDR, take_address, "addresses", e);
	if (!rc)
		rc = dump(&s, RTM_GETROUTE, take_route, "routes", e);
	if (s.nl)
		mnl_socket_close(s.nl);
	return rc;
}

/* Acknowledged; -errno by itself, for those who know better. */
static int request(struct session *s, struct nlmsghdr *h)
{
	struct err ignored = { 0 };

	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	h->nlmsg_seq = ++s->sequence;
	if (mnl_socket_sendto(s->nl, h, h->nlmsg_len) < 0)
		return -errno;
	return receive(s, NULL, "a change", &ignored) < 0 ? -ignored.code : 0;
}

static int remove_address(struct session *s, const struct address *a)
{
	char buf[256] = { 0 };
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *m;
	int rc;

	h->nlmsg_type = RTM_DELADDR;
	m = mnl_nlmsg_put_extra_header(h, sizeof(*m));
	m->ifa_family = (uint8_t)a->family;
	m->ifa_prefixlen = a->prefix;
	m->ifa_index = s->net->interface[a->interface].index;
	mnl_attr_put(h, IFA_LOCAL, address_size(a->family), a->bytes);
	rc = request(s, h);
	/* the first one of a subnet takes the others with it */
	return rc == -EADDRNOTAVAIL ? 0 : rc;
}

static struct nlmsghdr *change_link(char *buf, const struct interface *f)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *m;

	h->nlmsg_type = RTM_NEWLINK;
	m = mnl_nlmsg_put_extra_header(h, sizeof(*m));
	m->ifi_index = (int)f->index;
	return h;
}

static int mark(struct session *s, const struct interface *f,
		const char *alias)
{
	char buf[256] = { 0 };
	struct nlmsghdr *h = change_link(buf, f);

	mnl_attr_put_strz(h, IFLA_IFALIAS, alias);
	return request(s, h);
}

int network_unmark(struct err *e)
{
	static struct network net;
	struct session s = { .net = &net };
	int rc = open_session(&s, e);

	if (!rc)
		rc = dump(&s, RTM_GETLINK, take_link, "interfaces", e);
	for (unsigned int i = 0; !rc && s.taken && i < net.n; i++)
		mark(&s, &net.interface[i], "");
	if (s.nl)
		mnl_socket_close(s.nl);
	return rc;
}

/* Or it would answer for the guest's own link-local address, the same one. */
static void stop_autoconf(struct session *s, const struct interface *f)
{
	char buf[256] = { 0 };
	struct nlmsghdr *h = change_link(buf, f);
	struct nlattr *all = mnl_attr_nest_start(h, IFLA_AF_SPEC);
	struct nlattr *v6 = mnl_attr_nest_start(h, AF_INET6);

	mnl_attr_put_u8(h, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(h, v6);
	mnl_attr_nest_end(h, all);
	/* a host without IPv6 has nothing to stop */
	request(s, h);
}

/* The guest makes link-local addresses itself. */
static void drop_link_local(struct network *net)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < net->n_addresses; i++)
		if (net->address[i].family == AF_INET ||
		    net->address[i].scope != RT_SCOPE_LINK)
			net->address[kept++] = net->address[i];
	net->n_addresses = kept;
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
		stop_autoconf(&s, &net->interface[i]);
	}
	for (unsigned int i = 0; !rc && i < net->n_addresses; i++) {
		rc = remove_address(&s, &net->address[i]);
		if (rc)
			err_set(e, -rc, "network: taking an address off %s: "
				"%s", net->interface[net->address[i]
				.interface].name, strerror(-rc));
	}
	if (s.nl)
		mnl_socket_close(s.nl);
	drop_link_local(net);
	return rc;
}
