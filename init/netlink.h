/* SPDX-License-Identifier: ISC */
/*
 * rtnetlink: one request, one answer.
 */
#ifndef INIT_NETLINK_H
#define INIT_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>

#include "lib/err.h"

/* Room for the fixed part and the few attributes that init sends. */
struct netlink_request {
	struct nlmsghdr head;
	char body[256];
};

/* -1 with errno. */
int netlink_open(void);

/* @fixed: the struct ifinfomsg, ifaddrmsg or rtmsg of @type. */
void netlink_start(struct netlink_request *q, int type, int flags,
		   const void *fixed, size_t size);
void netlink_add(struct netlink_request *q, int type, const void *data,
		 size_t size);

/*
 * Send, and wait for the kernel's word on it; the message is its reason only.
 */
int netlink_send(int fd, struct netlink_request *q, struct err *e);

#endif
