// SPDX-License-Identifier: ISC
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "runtime/netlink_dump.h"

static int ask(int fd, int type, uint32_t sequence)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg family;
	} q = {
		.head = {
			.nlmsg_len = NLMSG_LENGTH(sizeof(q.family)),
			.nlmsg_type = (uint16_t)type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			.nlmsg_seq = sequence,
		},
		.family = { .rtgen_family = AF_UNSPEC },
	};

	return send(fd, &q, q.head.nlmsg_len, 0) < 0 ? -errno : 0;
}

/* 1: that was the last; 0: go on; or why there is none. */
static int end_of(const struct nlmsghdr *h)
{
	const struct nlmsgerr *word = NLMSG_DATA(h);

	if (h->nlmsg_type == NLMSG_DONE)
		return 1;
	if (h->nlmsg_type != NLMSG_ERROR)
		return 0;
	return h->nlmsg_len < NLMSG_LENGTH(sizeof(*word)) || !word->error ?
	       -EPROTO : word->error;
}

static int take_all(struct nlmsghdr *h, unsigned int n, uint32_t sequence,
		    size_t fixed, netlink_take_fn *take, void *data)
{
	for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
		int end = h->nlmsg_seq == sequence ? end_of(h) : 0;

		if (end)
			return end;
		if (h->nlmsg_seq == sequence &&
		    h->nlmsg_len >= NLMSG_SPACE(fixed))
			take(h, data);
	}
	return 0;
}

int netlink_dump(int fd, int type, size_t fixed, netlink_take_fn *take,
		 void *data, struct err *e)
{
	/* the kernel sends no longer ones */
	static union {
		struct nlmsghdr head;
		char bytes[32768];
	} in;
	static uint32_t sequence = 1U << 31;
	ssize_t n;
	int rc = ask(fd, type, ++sequence);

	while (!rc) {
		n = recv(fd, &in, sizeof(in), 0);
		if (n < 0)
			rc = -errno;
		else
			rc = take_all(&in.head, (unsigned int)n, sequence,
				      fixed, take, data);
	}
	return rc > 0 ? 0 : err_set(e, -rc, "%s", strerror(-rc));
}
