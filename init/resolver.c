// SPDX-License-Identifier: ISC
/*
 * Nothing is kept of a message but who asked: its number is exchanged for one
 * of ours on the way out, and put back on the way in.  There are no timers: who
 * asks asks again, and the oldest question gives way to a new one.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "resolver.h"

#define PORT		53
#define QUESTIONS	64		/* that wait for an answer */
#define HEADER		12		/* bytes of a message at least */
#define QUERY_MAX	4096
#define LENGTH		2		/* before a message, by TCP */
#define BURST		16		/* messages taken in one turn */
#define DATAGRAM	(-1)		/* it came in no stream */

struct question {
	bool waits;
	uint16_t number;		/* ours */
	char id[2];			/* theirs */
	int stream;			/* its place, or DATAGRAM */
	struct sockaddr_in from;
};

struct stream {
	int fd;				/* -1: there is none */
	bool waits;			/* for an answer, and is not read */
	size_t have;			/* bytes */
	unsigned char bytes[LENGTH + QUERY_MAX];
};

struct resolver {
	int datagrams, listener;
	uint16_t next;			/* question's number */
	unsigned int oldest;		/* stream */
	struct question question[QUESTIONS];
	struct stream stream[RESOLVER_STREAMS];
};

static int listen_on(int type, const char *address, struct err *e)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons(PORT),
	};
	int one = 1, fd;

	if (inet_pton(AF_INET, address, &at.sin_addr) != 1)
		return err_set(e, EINVAL, "\"%s\" is no IPv4 address", address);
	fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* loopback may not be up yet */
	if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one,
				 sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    (type == SOCK_STREAM && listen(fd, RESOLVER_STREAMS)))
		return err_errno(e, "listening on %s, port %d", address, PORT);
	return fd;
}

int resolver_open(struct guest *g, const char *address, struct err *e)
{
	struct resolver *r = calloc(1, sizeof(*r));

	if (!r)
		return err_set(e, ENOMEM, "no memory");
	for (int i = 0; i < RESOLVER_STREAMS; i++)
		r->stream[i].fd = -1;
	r->datagrams = listen_on(SOCK_DGRAM, address, e);
	if (r->datagrams < 0)
		return -e->code;
	r->listener = listen_on(SOCK_STREAM, address, e);
	if (r->listener < 0)
		return -e->code;
	g->resolver = r;
	return 0;
}

static void close_stream(struct resolver *r, int place)
{
	struct stream *s = &r->stream[place];

	for (int i = 0; i < QUESTIONS; i++)
		if (r->question[i].stream == place)
			r->question[i].waits = false;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static void ask(struct resolver *r, struct channel *c, char *message,
		size_t size, int stream, const struct sockaddr_in *from)
{
	struct question *q = &r->question[r->next % QUESTIONS];

	if (q->waits && q->stream != DATAGRAM)
		close_stream(r, q->stream);
	*q = (struct question){
		.waits = true, .number = r->next++, .stream = stream,
	};
	if (from)
		q->from = *from;
	memcpy(q->id, message, sizeof(q->id));
	memcpy(message, &q->number, sizeof(q->number));
	channel_send(c, NABLA_CONTROL_QUERY, 0, 0, message, size);
}

static void take_datagrams(struct resolver *r, struct channel *c)
{
	char message[QUERY_MAX];
	struct sockaddr_in from;

	for (int i = 0; i < BURST && !channel_busy(c); i++) {
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(r->datagrams, message, sizeof(message),
				     MSG_TRUNC, (struct sockaddr *)&from, &len);

		if (n < 0)
			return;
		if (n >= HEADER && n <= QUERY_MAX)
			ask(r, c, message, n, DATAGRAM, &from);
	}
}

static void take_connection(struct resolver *r)
{
	int fd = accept4(r->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	unsigned int place = r->oldest;

	if (fd < 0)
		return;
	r->oldest = (place + 1) % RESOLVER_STREAMS;
	close_stream(r, place);
	r->stream[place] = (struct stream){ .fd = fd };
}

/* Bytes of the message that begins there, its length included. */
static size_t whole(const struct stream *s)
{
	if (s->have < LENGTH)
		return LENGTH;
	return LENGTH + (s->bytes[0] << 8 | s->bytes[1]);
}

static void take_bytes(struct resolver *r, struct channel *c, int place)
{
	struct stream *s = &r->stream[place];
	ssize_t n = recv(s->fd, s->bytes + s->have, whole(s) - s->have, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		s->have += n;
	if (n <= 0 || whole(s) > sizeof(s->bytes) ||
	    (s->have > LENGTH && whole(s) < LENGTH + HEADER)) {
		close_stream(r, place);
		return;
	}
	if (s->have <= LENGTH || s->have < whole(s))
		return;
	s->waits = true;
	ask(r, c, (char *)s->bytes + LENGTH, s->have - LENGTH, place, NULL);
	s->have = 0;
}

void resolver_watch(const struct resolver *r, const struct channel *c,
		    struct pollfd p[RESOLVER_POLLS])
{
	bool room = !channel_busy(c);

	p[0] = (struct pollfd){ room ? r->datagrams : -1, POLLIN, 0 };
	p[1] = (struct pollfd){ r->listener, POLLIN, 0 };
	for (int i = 0; i < RESOLVER_STREAMS; i++) {
		const struct stream *s = &r->stream[i];

		p[2 + i] = (struct pollfd){
			room && !s->waits ? s->fd : -1, POLLIN, 0
		};
	}
}

void resolver_serve(struct resolver *r, struct channel *c,
		    const struct pollfd p[RESOLVER_POLLS])
{
	if (p[0].revents)
		take_datagrams(r, c);
	for (int i = 0; i < RESOLVER_STREAMS; i++)
		if (p[2 + i].revents)
			take_bytes(r, c, i);
	if (p[1].revents)
		take_connection(r);
}

/* A client that does not take a whole answer at once gets none. */
static void answer_stream(struct resolver *r, int place, char *message,
			  size_t size)
{
	struct stream *s = &r->stream[place];
	unsigned char length[LENGTH] = { size >> 8, size & 255 };
	struct iovec part[2] = {
		{ length, LENGTH }, { message, size }
	};
	struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };

	s->waits = false;
	if (sendmsg(s->fd, &m, MSG_NOSIGNAL) != (ssize_t)(LENGTH + size))
		close_stream(r, place);
}

void resolver_answer(struct resolver *r, const char *message, size_t size)
{
	char mine[CONTROL_PAYLOAD_MAX];
	struct question *q;
	uint16_t number;

	if (size < HEADER || size > sizeof(mine))
		return;
	memcpy(&number, message, sizeof(number));
	q = &r->question[number % QUESTIONS];
	if (!q->waits || q->number != number)
		return;
	q->waits = false;
	memcpy(mine, message, size);
	memcpy(mine, q->id, sizeof(q->id));
	if (q->stream == DATAGRAM)
		sendto(r->datagrams, mine, size, MSG_NOSIGNAL,
		       (struct sockaddr *)&q->from, sizeof(q->from));
	else
		answer_stream(r, q->stream, mine, size);
}
