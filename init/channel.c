// SPDX-License-Identifier: ISC
/*
 * Frames out and in.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"

struct waiting {
	struct waiting *next;
	size_t size;			/* of the frame */
	struct control_frame frame;	/* only so much of it is there */
};

int channel_open(struct channel *c, struct err *e)
{
	const uint32_t version = NABLA_CONTROL_VERSION;

	c->first = NULL;
	c->last = &c->first;
	c->fd = open("/dev/nabla-control", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0)
		return errno == ENOENT ? 0 : err_errno(e, "the control channel");
	channel_send(c, NABLA_CONTROL_HELLO, 0, 0, &version, sizeof(version));
	return 0;
}

static void drop(struct channel *c)
{
	while (c->first) {
		struct waiting *w = c->first;

		c->first = w->next;
		free(w);
	}
	c->last = &c->first;
}

static void hang_up(struct channel *c)
{
	drop(c);
	close(c->fd);
	c->fd = -1;
}

/* 1: sent; 0: not now. */
static int send_now(struct channel *c, const void *frame, size_t size)
{
	ssize_t n;

	do
		n = write(c->fd, frame, size);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return 1;
	if (errno != EAGAIN)
		hang_up(c);
	return 0;
}

/* An allocation that fails is the end of the channel, not of the container. */
static void enqueue(struct channel *c, const struct nabla_control *head,
		    const void *payload, size_t size)
{
	struct waiting *w = malloc(offsetof(struct waiting, frame.payload) +
				   size);

	if (!w) {
		hang_up(c);
		return;
	}
	w->next = NULL;
	w->size = sizeof(*head) + size;
	w->frame.head = *head;
	if (size)
		memcpy(w->frame.payload, payload, size);
	*c->last = w;
	c->last = &w->next;
}

void channel_send(struct channel *c, unsigned int type, unsigned int flags,
		  uint32_t id, const void *payload, size_t size)
{
	struct nabla_control head = { type, flags, id };

	if (c->fd < 0)
		return;
	enqueue(c, &head, payload, size);
	channel_flush(c);
}

void channel_answer(struct channel *c, unsigned int type, uint32_t id,
		    int code, const char *text)
{
	const struct nabla_control_done done = { code };
	char payload[sizeof(done) + sizeof(((struct err *)0)->text)];
	size_t size = text ? strlen(text) : 0;

	if (size > sizeof(payload) - sizeof(done))
		size = sizeof(payload) - sizeof(done);
	memcpy(payload, &done, sizeof(done));
	if (size)
		memcpy(payload + sizeof(done), text, size);
	channel_send(c, type, 0, id, payload, sizeof(done) + size);
}

void channel_flush(struct channel *c)
{
	while (c->fd >= 0 && c->first) {
		struct waiting *w = c->first;

		if (!send_now(c, &w->frame, w->size))
			return;
		c->first = w->next;
		if (!c->first)
			c->last = &c->first;
		free(w);
	}
}

int channel_receive(struct channel *c, struct control_frame *f, size_t *size)
{
	ssize_t n;

	if (c->fd < 0)
		return -1;
	n = read(c->fd, f, sizeof(*f));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		hang_up(c);
		return -1;
	}
	if (control_check(f, n, CONTROL_RELAY))
		return 0;
	*size = n - sizeof(f->head);
	return 1;
}
