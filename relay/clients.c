// SPDX-License-Identifier: ISC
/*
 * Clients: what each may send in the state it is in, and what it gets.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay/relay.h"

/*
 * Twice the two windows of a session, each byte a frame of its own, is the most
 * that a guest within its credit can make wait.
 */
#define WAITING_MAX	(2 * NABLA_CONTROL_WINDOW * 13UL + 65536)

bool client_room(const struct relay *r)
{
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++)
		if (r->client[i].fd < 0)
			return true;
	return false;
}

/* Slot, and how often ids have been given out: 0 is never among them. */
static uint32_t new_id(struct relay *r, int slot)
{
	r->generation = (r->generation + 1) & 0x7fffff;
	return r->generation * NABLA_RELAY_CLIENTS + slot + 1;
}

struct client *client_find(struct relay *r, uint32_t id)
{
	struct client *c = &r->client[(id - 1) % NABLA_RELAY_CLIENTS];

	return id && c->fd >= 0 && c->id == id ? c : NULL;
}

void client_accept(struct relay *r)
{
	int fd = accept4(r->listen, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	for (int i = 0; fd >= 0 && i < NABLA_RELAY_CLIENTS; i++) {
		struct client *c = &r->client[i];

		if (c->fd >= 0)
			continue;
		*c = (struct client){ .fd = fd, .id = new_id(r, i) };
		return;
	}
	if (fd >= 0)
		close(fd);
}

void client_late(struct relay *r, struct err *e)
{
	struct pollfd p = { r->listen, POLLIN, 0 };
	const struct timespec now = { 0, 0 };

	while (client_room(r) && ppoll(&p, 1, &now, NULL) == 1)
		client_accept(r);
	queue_free(&r->out);
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++) {
		struct client *c = &r->client[i];

		if (c->fd >= 0 && c->state == CLIENT_IDLE)
			client_hear(r, c, e);
	}
}

int client_drop(struct relay *r, struct client *c, struct err *e)
{
	const struct nabla_control head = {
		.type = NABLA_CONTROL_DETACH, .id = c->id
	};

	close(c->fd);
	c->fd = -1;
	queue_free(&c->out);
	if (c->state == CLIENT_IDLE || c->state == CLIENT_WATCHES ||
	    c->state == CLIENT_OVER)
		return 0;
	return guest_tell(r, &head, NULL, 0, e);
}

int client_tell(struct relay *r, struct client *c,
		const struct nabla_control *head, const void *payload,
		size_t size, struct err *e)
{
	struct nabla_control mine = *head;

	mine.id = 0;
	if (queue_weight(&c->out) > WAITING_MAX ||
	    queue_post(&c->out, c->fd, &mine, payload, size) < 0)
		return client_drop(r, c, e);
	return 0;
}

int watchers_tell(struct relay *r, unsigned int type, const void *payload,
		  size_t size, struct err *e)
{
	const struct nabla_control head = { .type = type };
	int rc = 0;

	for (int i = 0; !rc && i < NABLA_RELAY_CLIENTS; i++) {
		struct client *c = &r->client[i];

		if (c->fd >= 0 && c->state == CLIENT_WATCHES)
			rc = client_tell(r, c, &head, payload, size, e);
	}
	return rc;
}

int watcher_catch_up(struct relay *r, struct client *c, struct err *e)
{
	const struct past *p = &r->past;
	const struct {
		bool happened;
		uint16_t type;
		const void *payload;
		size_t size;
	} events[] = {
		{ p->ready, NABLA_CONTROL_READY, NULL, 0 },
		{ p->started, NABLA_CONTROL_STARTED, &p->pid, 4 },
		{ p->failed, NABLA_CONTROL_FAILED, p->failure, p->failed },
		{ p->oom, NABLA_CONTROL_OOM, &p->oom, 8 },
		{ p->exited, NABLA_CONTROL_EXITED, &p->status, 4 },
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		const struct nabla_control head = { .type = events[i].type };
		int rc;

		if (!events[i].happened || c->fd < 0)
			continue;
		rc = client_tell(r, c, &head, events[i].payload,
				 events[i].size, e);
		if (rc)
			return rc;
	}
	return 0;
}

/* DATA, CREDIT, CLOSE, SIGNAL, WINSIZE: no other passes in a session. */
static bool session_may(struct client *c, const struct control_frame *f,
			size_t size)
{
	unsigned int s = control_stream(&f->head);
	uint32_t more;

	switch (f->head.type) {
	case NABLA_CONTROL_DATA:
		if (s || c->credit[0] < size)
			return false;
		c->credit[0] -= size;
		return true;
	case NABLA_CONTROL_CREDIT:
		memcpy(&more, f->payload, sizeof(more));
		if (!s || more > NABLA_CONTROL_WINDOW - c->credit[s])
			return false;
		c->credit[s] += more;
		return true;
	case NABLA_CONTROL_CLOSE:
	case NABLA_CONTROL_SIGNAL:
	case NABLA_CONTROL_WINSIZE:
		return true;
	}
	return false;
}

static bool is_request(unsigned int type)
{
	switch (type) {
	case NABLA_CONTROL_DATA:
	case NABLA_CONTROL_CREDIT:
	case NABLA_CONTROL_CLOSE:
		return false;
	}
	return true;
}

/* May it send this now?  If so it is in the state that follows. */
static bool admit(struct client *c, const struct control_frame *f, size_t size)
{
	bool more = f->head.flags & NABLA_CONTROL_MORE;

	switch (c->state) {
	case CLIENT_SESSION:
		return session_may(c, f, size);
	case CLIENT_OVER:
		return true;
	case CLIENT_DESCRIBES:
		if (f->head.type != c->asked)
			return false;
		break;
	case CLIENT_IDLE:
		if (!is_request(f->head.type))
			return false;
		break;
	default:
		return false;
	}
	c->asked = f->head.type;
	c->state = more ? CLIENT_DESCRIBES : CLIENT_WAITS;
	if (c->asked == NABLA_CONTROL_WATCH)
		c->state = CLIENT_WATCHES;
	return true;
}

static int pass_on(struct relay *r, struct client *c, size_t size,
		   struct err *e)
{
	struct nabla_control *head = &r->frame.head;

	if (c->state == CLIENT_OVER)
		return 0;
	if (c->state == CLIENT_WATCHES)
		return watcher_catch_up(r, c, e);
	head->id = c->id;
	head->flags &= ~NABLA_CONTROL_SESSION;
	if (c->state == CLIENT_SESSION &&
	    (head->type == NABLA_CONTROL_SIGNAL ||
	     head->type == NABLA_CONTROL_WINSIZE))
		head->flags |= NABLA_CONTROL_SESSION;
	return guest_tell(r, head, r->frame.payload, size, e);
}

int client_hear(struct relay *r, struct client *c, struct err *e)
{
	struct iovec part = { &r->frame, sizeof(r->frame) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(c->fd, &m, MSG_DONTWAIT);
	size_t size = n - sizeof(r->frame.head);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0 || m.msg_flags & MSG_TRUNC ||
	    control_check(&r->frame, n, CONTROL_CLIENT) ||
	    !admit(c, &r->frame, size))
		return client_drop(r, c, e);
	return pass_on(r, c, size, e);
}
