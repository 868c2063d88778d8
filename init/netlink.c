// SPDX-License-Identifier: ISC
/*
 * rtnetlink: one request, one answer.  Answers come from the kernel, yet every
 * length in them is held against what was received.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"

int netlink_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int on = 1;

	if (fd < 0)
		return -1;
	/* Reasons in words, and no copy of the request: niceties both. */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return fd;
}

void netlink_start(struct netlink_request *q, int type, int flags,
		   const void *fixed, size_t size)
{
	static uint32_t sequence;

	memset(q, 0, sizeof(*q));
	q->head.nlmsg_len = NLMSG_LENGTH(size);
	q->head.nlmsg_type = type;
	q->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	q->head.nlmsg_seq = ++sequence;
	memcpy(NLMSG_DATA(&q->head), fixed, size);
}

void netlink_add(struct netlink_request *q, int type, const void *data,
		 size_t size)
{
	size_t at = NLMSG_ALIGN(q->head.nlmsg_len);
	struct rtattr *a = (struct rtattr *)((char *)q + at);

	/* The callers' attributes fit, by their types. */
	if (at + RTA_SPACE(size) > sizeof(*q))
		__builtin_trap();
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(size);
	memcpy(RTA_DATA(a), data, size);
	q->head.nlmsg_len = at + RTA_LENGTH(size);
}

/* The reason in words that may come behind an error, or strerror()'s. */
static int refused(struct nlmsghdr *h, int code, struct err *e)
{
	size_t at = NLMSG_LENGTH(sizeof(struct nlmsgerr));

	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    !(h->nlmsg_flags & NLM_F_CAPPED))
		goto plain;
	while (at + sizeof(struct nlattr) <= h->nlmsg_len) {
		struct nlattr *a = (struct nlattr *)((char *)h + at);

		if (a->nla_len < sizeof(*a) || a->nla_len > h->nlmsg_len - at)
			break;
		if (a->nla_type == NLMSGERR_ATTR_MSG)
			return err_set(e, code, "%s (%.*s)", strerror(code),
				       (int)(a->nla_len - sizeof(*a)),
				       (char *)(a + 1));
		at += NLMSG_ALIGN(a->nla_len);
	}
plain:
	return err_set(e, code, "%s", strerror(code));
}

/* 1: *e has the answer's error or there was none; 0: not the answer. */
static int answer(struct nlmsghdr *h, size_t size, uint32_t sequence,
		  struct err *e)
{
	struct nlmsgerr *word = NLMSG_DATA(h);

	if (size < NLMSG_LENGTH(sizeof(*word)) || h->nlmsg_len > size ||
	    h->nlmsg_len < NLMSG_LENGTH(sizeof(*word)) ||
	    h->nlmsg_type != NLMSG_ERROR || h->nlmsg_seq != sequence)
		return 0;
	if (word->error)
		refused(h, -word->error, e);
	return 1;
}

int netlink_send(int fd, struct netlink_request *q, struct err *e)
{
	union {
		struct nlmsghdr head;
		char bytes[1024];
	} a;
	ssize_t n;

	e->code = 0;
	if (send(fd, q, q->head.nlmsg_len, 0) < 0)
		return err_errno(e, "asking");
	do {
		n = recv(fd, &a, sizeof(a), 0);
		if (n < 0)
			return err_errno(e, "no answer");
	} while (!answer(&a.head, n, q->head.nlmsg_seq, e));
	return -e->code;
}
