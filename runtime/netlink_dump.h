/* SPDX-License-Identifier: ISC */
/*
 * rtnetlink: lists.  Single requests are init/netlink.h's.
 */
#ifndef RUNTIME_NETLINK_DUMP_H
#define RUNTIME_NETLINK_DUMP_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>

#include "lib/err.h"

typedef void netlink_take_fn(struct nlmsghdr *h, void *data);

/*
 * Asks for all of @type (RTM_GETLINK, ...); @take gets each answer whose fixed
 * part of @fixed bytes is there.
 */
int netlink_dump(int fd, int type, size_t fixed, netlink_take_fn *take,
		 void *data, struct err *e);

/* The attributes behind that fixed part; each lies wholly in the message. */
#define netlink_for_each(a, left, h, fixed)				\
	for ((left) = (int)((h)->nlmsg_len - NLMSG_SPACE(fixed)),	\
	     (a) = (struct rtattr *)((char *)(h) + NLMSG_SPACE(fixed));	\
	     RTA_OK(a, left); (a) = RTA_NEXT(a, left))

#endif
