// SPDX-License-Identifier: ISC
/*
 * The relay's loop.  The guest is always heard: what it may send is bounded by
 * the credit of sessions, by one answer for each request, and by the limit of
 * each queue.  Clients are heard only while the guest takes what it is told, so
 * they wait in their own sockets.
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "relay/relay.h"

/* How long clients have to take what was sent before the guest's end. */
#define LINGER_MS	5000

enum { POLL_GUEST, POLL_LISTEN, POLL_RESOLVER, POLL_CLIENTS };
#define POLL_LOCALS	(POLL_CLIENTS + NABLA_RELAY_CLIENTS)

struct loop {
	struct pollfd fd[POLL_CLIENTS + NABLA_RELAY_CLIENTS + LOCAL_POLLS];
};

static void watch(const struct relay *r, struct loop *l)
{
	short out = queue_empty(&r->out) ? 0 : POLLOUT;
	bool room = client_room(r);

	l->fd[POLL_GUEST] = (struct pollfd){ r->control, POLLIN | out, 0 };
	l->fd[POLL_LISTEN] = (struct pollfd){
		r->greeted && room ? r->listen : -1, POLLIN, 0
	};
	l->fd[POLL_RESOLVER] = (struct pollfd){
		relay_may_speak(r) ? r->resolver : -1, POLLIN, 0
	};
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++) {
		const struct client *c = &r->client[i];
		struct pollfd *p = &l->fd[POLL_CLIENTS + i];

		*p = (struct pollfd){ c->fd, 0, 0 };
		if (!queue_empty(&c->out))
			p->events |= POLLOUT;
		if (relay_may_speak(r))
			p->events |= POLLIN;
	}
	local_watch(r, &l->fd[POLL_LOCALS]);
}

static int serve_guest(struct relay *r, short events, struct err *e)
{
	int rc = 0;

	if (events & POLLOUT && queue_send(&r->out, r->control) < 0)
		return err_set(e, EPIPE, "the guest has gone");
	if (!(events & (POLLIN | POLLHUP | POLLERR)))
		return 0;
	for (int n = 0; n < 64; n++) {
		rc = guest_hear(r, e);
		if (rc <= 0)
			break;
	}
	return rc < 0 ? rc : 0;
}

static int serve_client(struct relay *r, struct client *c, short events,
			struct err *e)
{
	if (events & POLLOUT && queue_send(&c->out, c->fd) < 0)
		return client_drop(r, c, e);
	if (events & POLLIN && relay_may_speak(r))
		return client_hear(r, c, e);
	/* What it sent before it left is still to be heard. */
	if (events & (POLLHUP | POLLERR) && !(events & POLLIN) &&
	    relay_may_speak(r))
		return client_drop(r, c, e);
	return 0;
}

static int serve_clients(struct relay *r, const struct loop *l, struct err *e)
{
	int rc = 0;

	for (int i = 0; !rc && i < NABLA_RELAY_CLIENTS; i++) {
		struct client *c = &r->client[i];
		const struct pollfd *p = &l->fd[POLL_CLIENTS + i];

		if (p->revents && c->fd == p->fd)
			rc = serve_client(r, c, p->revents, e);
	}
	return rc;
}

static int turn(struct relay *r, struct loop *l, struct err *e)
{
	size_t nr = sizeof(l->fd) / sizeof(l->fd[0]);
	int rc;

	watch(r, l);
	if (ppoll(l->fd, nr, NULL, NULL) < 0)
		return errno == EINTR ? 0 : err_errno(e, "waiting");
	rc = serve_guest(r, l->fd[POLL_GUEST].revents, e);
	if (!rc)
		rc = serve_clients(r, l, e);
	if (!rc && l->fd[POLL_RESOLVER].revents)
		rc = resolver_hear(r, e);
	if (!rc)
		rc = local_serve(r, &l->fd[POLL_LOCALS], e);
	if (!rc && l->fd[POLL_LISTEN].revents)
		client_accept(r);
	return rc;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Close those that have all; how many have not. */
static int settle(struct relay *r, struct loop *l)
{
	int left = 0;

	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++) {
		struct client *c = &r->client[i];

		if (c->fd >= 0 && (queue_send(&c->out, c->fd) < 0 ||
				   queue_empty(&c->out))) {
			close(c->fd);
			c->fd = -1;
		}
		if (c->fd >= 0)
			l->fd[left++] = (struct pollfd){ c->fd, POLLOUT, 0 };
	}
	left += local_settle(r, &l->fd[left]);
	return left;
}

/* The terminal goes at once: its other end waits for that. */
static void finish(struct relay *r, struct loop *l)
{
	long left, end = now_ms() + LINGER_MS;
	struct err ignored;
	int n;

	local_leave(r);
	client_late(r, &ignored);
	close(r->control);
	close(r->listen);
	if (r->tty >= 0)
		close(r->tty);
	while ((n = settle(r, l)) && (left = end - now_ms()) > 0) {
		struct timespec wait = {
			left / 1000, left % 1000 * 1000000
		};

		ppoll(l->fd, n, &wait, NULL);
	}
}

int relay_serve(struct relay *r, struct err *e)
{
	static struct loop l;
	int rc = 0;

	while (!rc)
		rc = turn(r, &l, e);
	finish(r, &l);
	return rc == -EPIPE ? 0 : rc;
}
