// SPDX-License-Identifier: ISC
/* Taps, and what joins them to the container's interfaces. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/tc_act/tc_mirred.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "init/netlink.h"
#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/network_tap.h"

int network_open_tap(struct err *e)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	return fd < 0 ? err_errno(e, "network: opening /dev/net/tun") : fd;
}

/* The host numbers them. */
static int make_tap(int fd, char name[IFNAMSIZ], struct err *e)
{
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI };

	str_copy(r.ifr_name, sizeof(r.ifr_name), "solo5-%d");
	if (ioctl(fd, TUNSETIFF, &r) < 0)
		return err_errno(e, "network: making a tap");
	memcpy(name, r.ifr_name, IFNAMSIZ);
	return 0;
}

static int index_of(const char *name, int *index, struct err *e)
{
	*index = (int)if_nametoindex(name);
	return *index ? 0 : err_errno(e, "network: %s", name);
}

/* An attribute of one byte in two others. */
struct no_ipv6_address {
	struct rtattr inet6, mode;
	uint8_t value, pad[3];
};

/* The namespace's own stack has nothing to say there. */
static int set_up(int nl, int index, uint32_t mtu, struct err *e)
{
	struct ifinfomsg m = {
		.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP,
	};
	struct no_ipv6_address none = {
		.inet6 = { sizeof(none), AF_INET6 },
		.mode = { RTA_LENGTH(1), IFLA_INET6_ADDR_GEN_MODE },
		.value = IN6_ADDR_GEN_MODE_NONE,
	};
	struct err ignored = { 0 };
	struct netlink_request q;

	/* a host without IPv6 refuses this one */
	netlink_start(&q, RTM_NEWLINK, 0, &(struct ifinfomsg){
		      .ifi_index = index }, sizeof(m));
	netlink_add(&q, IFLA_AF_SPEC, &none, sizeof(none));
	netlink_send(nl, &q, &ignored);
	netlink_start(&q, RTM_NEWLINK, 0, &m, sizeof(m));
	netlink_add(&q, IFLA_MTU, &mtu, sizeof(mtu));
	return netlink_send(nl, &q, e);
}

static void start_qdisc(struct netlink_request *q, int type, int flags,
			int index)
{
	struct tcmsg m = {
		.tcm_ifindex = index, .tcm_parent = TC_H_INGRESS,
		.tcm_handle = TC_H_MAKE(TC_H_INGRESS, 0),
	};

	netlink_start(q, type, flags, &m, sizeof(m));
	netlink_add(q, TCA_KIND, "ingress", sizeof("ingress"));
}

static void remove_qdisc(int nl, int index)
{
	struct err ignored = { 0 };
	struct netlink_request q;

	start_qdisc(&q, RTM_DELQDISC, 0, index);
	netlink_send(nl, &q, &ignored);
}

int network_add_ingress(int nl, int index, struct err *e)
{
	struct netlink_request q;

	remove_qdisc(nl, index);
	start_qdisc(&q, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, index);
	return netlink_send(nl, &q, e);
}

/* A struct tc_u32_sel without its keys, which C wants to be the last. */
struct selector {
	uint8_t flags, offshift, nkeys, rest[13];
};

_Static_assert(sizeof(struct selector) == sizeof(struct tc_u32_sel) &&
	       offsetof(struct selector, nkeys) ==
	       offsetof(struct tc_u32_sel, nkeys), "the same");

/* A filter's attributes, one in the other, as they lie in the message. */
struct redirection {
	struct rtattr sel_head;
	struct selector sel;
	struct tc_u32_key key;
	struct rtattr actions, first;
	struct rtattr kind_head;
	char kind[8];
	struct rtattr options, mirred_head;
	struct tc_mirred mirred;
};

#define FROM(member) (sizeof(struct redirection) - \
		      offsetof(struct redirection, member))

_Static_assert(sizeof(struct redirection) == 6 * sizeof(struct rtattr) + 8 +
	       sizeof(struct selector) + sizeof(struct tc_u32_key) +
	       sizeof(struct tc_mirred), "no holes");

/* Whatever comes to one interface leaves by the other. */
static int redirect(int nl, int from, int to, struct err *e)
{
	struct redirection r = {
		.sel_head = { RTA_LENGTH(sizeof(r.sel) + sizeof(r.key)),
			      TCA_U32_SEL },
		.sel = { .flags = TC_U32_TERMINAL, .nkeys = 1 },
		.actions = { FROM(actions), TCA_U32_ACT },
		.first = { FROM(first), 1 },
		.kind_head = { RTA_LENGTH(sizeof("mirred")), TCA_ACT_KIND },
		.kind = "mirred",
		.options = { FROM(options), TCA_ACT_OPTIONS },
		.mirred_head = { FROM(mirred_head), TCA_MIRRED_PARMS },
		.mirred = { .action = TC_ACT_STOLEN, .ifindex = (uint32_t)to,
			    .eaction = TCA_EGRESS_REDIR },
	};
	struct tcmsg m = {
		.tcm_ifindex = from,
		.tcm_parent = TC_H_MAKE(TC_H_INGRESS, 0),
		.tcm_info = TC_H_MAKE(1 << 16, htons(ETH_P_ALL)),
	};
	struct netlink_request q;

	if (network_add_ingress(nl, from, e) < 0)
		return -e->code;
	netlink_start(&q, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, &m,
		      sizeof(m));
	netlink_add(&q, TCA_KIND, "u32", sizeof("u32"));
	netlink_add(&q, TCA_OPTIONS, &r, sizeof(r));
	return netlink_send(nl, &q, e);
}

static int join(int nl, struct interface *f, int tap, struct err *e)
{
	char name[IFNAMSIZ];
	int index, ours = (int)f->index;

	if (make_tap(tap, name, e) < 0 || index_of(name, &index, e) < 0)
		return -e->code;
	f->fd = tap;
	if (set_up(nl, index, f->mtu, e) < 0 ||
	    redirect(nl, ours, index, e) < 0 ||
	    redirect(nl, index, ours, e) < 0)
		return err_context(e, "network: joining a tap to %s", f->name);
	return 0;
}

/* Those beyond the first n stay the namespace's. */
static void keep_first(struct network *net, unsigned int n)
{
	unsigned int addresses = 0, routes = 0;

	for (unsigned int i = 0; i < net->n_addresses; i++)
		if (net->address[i].interface < n)
			net->address[addresses++] = net->address[i];
	for (unsigned int i = 0; i < net->n_routes; i++)
		if (net->route[i].interface < n)
			net->route[routes++] = net->route[i];
	net->n = n;
	net->n_addresses = addresses;
	net->n_routes = routes;
}

int network_read_first(struct network *net, unsigned int n, struct err *e)
{
	if (!n)
		return 0;
	if (network_read(net, e) < 0)
		return -e->code;
	if (net->n < n)
		return err_set(e, ENODEV, "network: the unikernel has %u "
			       "network devices, its namespace %u interfaces "
			       "that are up", n, net->n);
	keep_first(net, n);
	return 0;
}

int network_take_taps(struct network *net, const int *tap, struct err *e)
{
	cleanup_fd int nl = -1;

	if (!net->n)
		return 0;
	nl = netlink_open();
	if (nl < 0)
		return err_errno(e, "network: opening netlink");
	for (unsigned int i = 0; i < net->n; i++)
		if (join(nl, &net->interface[i], tap[i], e) < 0)
			return -e->code;
	return network_release(net, e);
}

int network_hardware_address(const struct interface *f, uint8_t mac[6],
			     struct err *e)
{
	cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = { 0 };

	str_copy(r.ifr_name, sizeof(r.ifr_name), f->name);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &r) < 0)
		return err_errno(e, "network: the address of %s", f->name);
	memcpy(mac, r.ifr_hwaddr.sa_data, 6);
	return 0;
}

void network_end_redirection(const char *name)
{
	cleanup_fd int nl = netlink_open();
	int index = (int)if_nametoindex(name);

	if (nl >= 0 && index)
		remove_qdisc(nl, index);
}
