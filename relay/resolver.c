// SPDX-License-Identifier: ISC
/*
 * The name server on the loopback of the container's network namespace:
 * docker's, for names of other containers.  A guest asks it through a socket of
 * that namespace, which reaches what the container itself could.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "relay/relay.h"

#define ADDRESS	0x7f00000b	/* 127.0.0.11 */
#define PORT	53

static const struct sockaddr_in *server(struct sockaddr_in *at)
{
	*at = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(ADDRESS),
	};
	return at;
}

/* What does not go at once is lost, as in any network. */
void resolver_ask(struct relay *r, size_t size)
{
	struct sockaddr_in at;
	struct iovec part = { r->frame.payload, size };
	struct msghdr m = {
		.msg_name = (void *)server(&at), .msg_namelen = sizeof(at),
		.msg_iov = &part, .msg_iovlen = 1,
	};

	sendmsg(r->resolver, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int resolver_hear(struct relay *r, struct err *e)
{
	const struct nabla_control head = { .type = NABLA_CONTROL_ANSWER };
	struct sockaddr_in at, from = { 0 };
	struct iovec part = { r->frame.payload, sizeof(r->frame.payload) };
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &part, .msg_iovlen = 1,
	};
	ssize_t n = recvmsg(r->resolver, &m, MSG_DONTWAIT);

	server(&at);
	/* an error is one of an earlier query's */
	if (n < CONTROL_DNS_MIN || m.msg_flags & MSG_TRUNC ||
	    from.sin_addr.s_addr != at.sin_addr.s_addr ||
	    from.sin_port != at.sin_port)
		return 0;
	return guest_tell(r, &head, r->frame.payload, n, e);
}
