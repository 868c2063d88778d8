// SPDX-License-Identifier: ISC
/*
 * Interfaces that the namespace's own stack goes on to use, with the guest's
 * addresses, to ask name servers (resolver.h).  The guest's packet socket sees
 * each frame before the filter does; what the filter lets through to the stack
 * are answers to what this asked, and nothing that it could answer itself.
 */
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "init/netlink.h"
#include "lib/cleanup.h"
#include "runtime/network.h"
#include "runtime/network_tap.h"
#include "runtime/resolver.h"

#define PRIORITY	1
#define NAME_SERVER	53
#define ARP_REPLY	2

/* In a frame, from its first byte. */
#define ETHER_TYPE	12
#define ARP_OPERATION	(ETH_HLEN + 6)
#define IP_FRAGMENT	(ETH_HLEN + 6)
#define IP_PROTOCOL	(ETH_HLEN + 9)
/* Behind the header's length in the index register. */
#define UDP_FROM	ETH_HLEN
#define UDP_TO		(ETH_HLEN + 2)

#define NOT_FIRST	0x1fff		/* bits of a fragment's offset */

#define LOAD(size, at)	BPF_STMT(BPF_LD | BPF_##size | BPF_ABS, at)
#define LOAD_X(at)	BPF_STMT(BPF_LD | BPF_H | BPF_IND, at)
#define TEST(op, k, yes, no) BPF_JUMP(BPF_JMP | BPF_##op | BPF_K, k, yes, no)

static const struct sock_filter only_answers[] = {
	LOAD(H, ETHER_TYPE),
	TEST(JEQ, ETH_P_IP, 2, 0),
	TEST(JEQ, ETH_P_ARP, 0, 12),
	TEST(JA, 9, 0, 0),
	LOAD(B, IP_PROTOCOL),
	TEST(JEQ, IPPROTO_UDP, 0, 9),
	LOAD(H, IP_FRAGMENT),
	TEST(JSET, NOT_FIRST, 7, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, ETH_HLEN),
	LOAD_X(UDP_FROM),
	TEST(JEQ, NAME_SERVER, 0, 4),
	LOAD_X(UDP_TO),
	TEST(JGE, RESOLVER_PORT_MIN, 3, 2),
	/* ARP */
	LOAD(H, ARP_OPERATION),
	TEST(JEQ, ARP_REPLY, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, TC_ACT_SHOT),
	BPF_STMT(BPF_RET | BPF_K, TC_ACT_OK),
};

/* A filter's attributes, as they lie in the message. */
struct options {
	struct rtattr flags_head;
	uint32_t flags;
	struct rtattr length_head;
	uint16_t length, pad;
	struct rtattr code_head;
	struct sock_filter code[sizeof(only_answers) / sizeof(*only_answers)];
};

_Static_assert(sizeof(struct options) == 3 * sizeof(struct rtattr) + 8 +
	       sizeof(only_answers), "no holes");

static int add_filter(int nl, int index, struct err *e)
{
	struct options o = {
		.flags_head = { RTA_LENGTH(4), TCA_BPF_FLAGS },
		.flags = TCA_BPF_FLAG_ACT_DIRECT,
		.length_head = { RTA_LENGTH(2), TCA_BPF_OPS_LEN },
		.length = sizeof(only_answers) / sizeof(*only_answers),
		.code_head = { RTA_LENGTH(sizeof(only_answers)), TCA_BPF_OPS },
	};
	struct tcmsg m = {
		.tcm_ifindex = index,
		.tcm_parent = TC_H_MAKE(TC_H_INGRESS, 0),
		.tcm_info = TC_H_MAKE(PRIORITY << 16, htons(ETH_P_ALL)),
	};
	struct netlink_request q;

	memcpy(o.code, only_answers, sizeof(only_answers));
	netlink_start(&q, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, &m,
		      sizeof(m));
	netlink_add(&q, TCA_KIND, "bpf", sizeof("bpf"));
	netlink_add(&q, TCA_OPTIONS, &o, sizeof(o));
	return netlink_send(nl, &q, e);
}

int network_share(const struct network *net, struct err *e)
{
	cleanup_fd int nl = netlink_open();

	if (nl < 0)
		return err_errno(e, "network: opening netlink");
	for (unsigned int i = 0; i < net->n; i++) {
		int index = (int)net->interface[i].index;

		if (network_add_ingress(nl, index, e) < 0)
			return err_context(e, "network: sharing %s",
					   net->interface[i].name);
		if (add_filter(nl, index, e) < 0) {
			network_end_redirection(net->interface[i].name);
			return err_context(e, "network: sharing %s",
					   net->interface[i].name);
		}
	}
	return 0;
}
