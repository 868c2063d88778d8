// SPDX-License-Identifier: ISC
/*
 * The localhost of the container's network namespace: the guest's is another
 * one.  Whoever connects to it there is carried to the same port of the
 * guest's, as a session of a kind of its own, whose streams are the two ways of
 * the connection.  Its ids have a bit that no client's has.
 *
 * Descriptors from outside that the program is to have are carried likewise,
 * but that they are there from the beginning.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay/relay.h"

#define GENERATIONS	(NABLA_RELAY_LOCAL_ID / NABLA_RELAY_LOCALS)
/* Credit is told in pieces of this size at least. */
#define CREDIT_LEAST	(NABLA_CONTROL_WINDOW / 4)

static struct local *find(struct relay *r, uint32_t id)
{
	struct local *c = &r->local[id % NABLA_RELAY_LOCALS];

	return c->io.fd >= 0 && c->id == id ? c : NULL;
}

static int tell(struct relay *r, const struct local *c, unsigned int type,
		unsigned int stream, const void *payload, size_t size,
		struct err *e)
{
	const struct nabla_control head = { type, stream, c->id };

	return guest_tell(r, &head, payload, size, e);
}

/* What it has not got by now it never will; nor has the guest. */
static int drop(struct relay *r, struct local *c, struct err *e)
{
	bool over = c->over;

	stdio_close(&c->io);
	return over ? 0 : tell(r, c, NABLA_CONTROL_DETACH, 0, NULL, 0, e);
}

/* The connection's own end: where it wanted to go. */
static int read_place(int fd, struct nabla_control_place *to)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} at;
	socklen_t len = sizeof(at);

	if (getsockname(fd, &at.any, &len) < 0)
		return -errno;
	*to = (struct nabla_control_place){ .version = 4 };
	if (at.any.sa_family == AF_INET6 &&
	    !IN6_IS_ADDR_V4MAPPED(&at.in6.sin6_addr))
		to->version = 6;
	to->port = ntohs(at.any.sa_family == AF_INET6 ? at.in6.sin6_port :
							at.in.sin_port);
	return 0;
}

static int free_place(const struct relay *r)
{
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		if (r->local[i].io.fd < 0)
			return i;
	return -1;
}

static struct local *fill(struct relay *r, int i, int fd)
{
	r->locals = (r->locals + 1) % GENERATIONS;
	r->local[i] = (struct local){
		.io = { .fd = fd, .credit = NABLA_CONTROL_WINDOW },
		.id = NABLA_RELAY_LOCAL_ID + r->locals * NABLA_RELAY_LOCALS + i,
		.credit = NABLA_CONTROL_WINDOW,
	};
	return &r->local[i];
}

_Static_assert(NABLA_CONTROL_GIFTS <= NABLA_RELAY_LOCALS,
	       "at the start there is a place for each");

/* A pipe is a socket of one way. */
void local_add(struct relay *r, const struct nabla_control_gift *gift, int fd)
{
	struct local *c = fill(r, free_place(r), fd);

	c->gift = *gift;
	c->io.socket = gift->ways == (NABLA_CONTROL_IN | NABLA_CONTROL_OUT);
	c->heard = !(gift->ways & NABLA_CONTROL_IN);
}

int local_greet(struct relay *r, struct err *e)
{
	int rc = 0;

	for (int i = 0; !rc && i < NABLA_RELAY_LOCALS; i++) {
		const struct local *c = &r->local[i];

		if (c->io.fd >= 0 && c->gift.number)
			rc = tell(r, c, NABLA_CONTROL_GIVE, 0, &c->gift,
				  sizeof(c->gift), e);
	}
	return rc;
}

int local_accept(struct relay *r, struct err *e)
{
	struct nabla_control_place to;
	struct local *c;
	int i = free_place(r), fd;

	if (i < 0)
		return 0;
	fd = accept4(r->localhost, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return 0;
	if (read_place(fd, &to) < 0) {
		close(fd);
		return 0;
	}
	c = fill(r, i, fd);
	c->io.socket = true;
	return tell(r, c, NABLA_CONTROL_CONNECT, 0, &to, sizeof(to), e);
}

/* From the guest, as much as is taken now. */
static int give(struct relay *r, struct local *c, struct err *e)
{
	uint32_t owed;
	int rc = 0;

	if (stdio_flush(&c->io) < 0)
		return drop(r, c, e);
	if (!c->over && c->io.owed >= CREDIT_LEAST) {
		owed = c->io.owed;
		c->io.owed = 0;
		c->credit += owed;
		rc = tell(r, c, NABLA_CONTROL_CREDIT, 1, &owed, sizeof(owed),
			  e);
	}
	if (c->io.end)
		return rc;
	if (c->over)
		stdio_close(&c->io);
	else if (c->last)
		shutdown(c->io.fd, SHUT_WR);
	return rc;
}

static int hear(struct relay *r, struct local *c, struct err *e)
{
	char *bytes = r->frame.payload;
	size_t size = sizeof(r->frame.payload);
	ssize_t n;

	if (size > c->io.credit)
		size = c->io.credit;
	n = stdio_read(&c->io, bytes, size);
	if (n == -EAGAIN)
		return 0;
	if (n < 0)
		return drop(r, c, e);
	if (n > 0) {
		c->io.credit -= n;
		return tell(r, c, NABLA_CONTROL_DATA, 0, bytes, n, e);
	}
	c->heard = true;
	return tell(r, c, NABLA_CONTROL_CLOSE, 0, NULL, 0, e);
}

static int take_data(struct relay *r, struct local *c, size_t size,
		     struct err *e)
{
	if (size > c->credit || c->last)
		return guest_wrong(r, "is beyond its credit", e);
	c->credit -= size;
	if (stdio_put(&c->io, r->frame.payload, size) < 0)
		return drop(r, c, e);
	return give(r, c, e);
}

static int take_credit(struct relay *r, struct local *c, struct err *e)
{
	uint32_t more;

	memcpy(&more, r->frame.payload, sizeof(more));
	if (more > NABLA_CONTROL_WINDOW - c->io.credit)
		return guest_wrong(r, "is too large", e);
	c->io.credit += more;
	return 0;
}

static int take_open(struct relay *r, struct local *c, size_t size,
		     struct err *e)
{
	unsigned int stream = control_stream(&r->frame.head);

	switch (r->frame.head.type) {
	case NABLA_CONTROL_DATA:
		if (stream == 1)
			return take_data(r, c, size, e);
		break;
	case NABLA_CONTROL_CREDIT:
		if (!stream)
			return take_credit(r, c, e);
		break;
	case NABLA_CONTROL_CLOSE:
		if (stream)
			c->last = true;
		else
			c->heard = true;
		return give(r, c, e);
	case NABLA_CONTROL_EXITED:
		c->over = c->heard = true;
		return give(r, c, e);
	}
	return guest_wrong(r, "has no place in a connection", e);
}

int local_take(struct relay *r, size_t size, struct err *e)
{
	struct local *c = find(r, r->frame.head.id);

	/* one that has gone; or the end of its session was told before */
	if (!c || c->over)
		return 0;
	if (c->open)
		return take_open(r, c, size, e);
	if (r->frame.head.type == NABLA_CONTROL_STARTED) {
		c->open = true;
		return 0;
	}
	if (r->frame.head.type != NABLA_CONTROL_FAILED)
		return guest_wrong(r, "nobody waits for", e);
	/* the program is not to start without it */
	if (c->gift.number)
		return guest_wrong(r, "refuses a descriptor", e);
	c->over = true;
	return drop(r, c, e);
}

void local_watch(const struct relay *r, struct pollfd p[LOCAL_POLLS])
{
	bool may_speak = relay_may_speak(r);
	bool room = may_speak && free_place(r) >= 0;

	p[0] = (struct pollfd){ room ? r->localhost : -1, POLLIN, 0 };
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++) {
		const struct local *c = &r->local[i];
		short events = c->io.end ? POLLOUT : 0;

		if (may_speak && c->open && !c->heard && c->io.credit)
			events |= POLLIN;
		/* without any its hangup would be told again and again */
		p[i + 1] = (struct pollfd){ events ? c->io.fd : -1, events, 0 };
	}
}

static int serve(struct relay *r, struct local *c, const struct pollfd *p,
		 struct err *e)
{
	int rc = 0;

	if (p->events & POLLOUT)
		rc = give(r, c, e);
	if (!rc && c->io.fd >= 0 && p->events & POLLIN && relay_may_speak(r))
		rc = hear(r, c, e);
	return rc;
}

int local_serve(struct relay *r, const struct pollfd p[LOCAL_POLLS],
		struct err *e)
{
	int rc = 0;

	for (int i = 0; !rc && i < NABLA_RELAY_LOCALS; i++) {
		struct local *c = &r->local[i];

		if (p[i + 1].revents && c->io.fd == p[i + 1].fd)
			rc = serve(r, c, &p[i + 1], e);
	}
	return rc || !p[0].revents ? rc : local_accept(r, e);
}

/* As much as is taken at once; what never will be is dropped. */
static void flush(struct stdio *io)
{
	uint32_t at;
	int rc;

	do {
		at = io->at;
		rc = stdio_flush(io);
	} while (!rc && io->end && io->at != at);
	if (rc)
		io->at = io->end = 0;
}

int local_settle(struct relay *r, struct pollfd *p)
{
	int left = 0;

	for (int i = 0; i < NABLA_RELAY_LOCALS; i++) {
		struct stdio *io = &r->local[i].io;

		if (io->fd < 0)
			continue;
		flush(io);
		if (io->end)
			p[left++] = (struct pollfd){ io->fd, POLLOUT, 0 };
		else
			stdio_close(io);
	}
	return left;
}

/* Others may have the namespace next: nobody else is to connect to us. */
void local_leave(struct relay *r)
{
	if (r->localhost >= 0)
		close(r->localhost);
	if (r->attached >= 0)
		close(r->attached);
}
