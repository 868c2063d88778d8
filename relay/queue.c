// SPDX-License-Identifier: ISC
/*
 * Frames that wait: one block of memory, read at its front, filled at its back,
 * moved together when the back is reached, released when all is sent.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "relay/queue.h"

#define LEAST	4096
#define LENGTH	sizeof(unsigned int)

static int make_room(struct queue *q, size_t n)
{
	size_t size = q->size ? q->size : LEAST;
	char *bytes;

	if (q->at && q->size - q->end < n) {
		memmove(q->bytes, q->bytes + q->at, q->end - q->at);
		q->last = q->last > q->at ? q->last - q->at : 0;
		q->end -= q->at;
		q->at = 0;
	}
	if (q->size - q->end >= n)
		return 0;
	while (size - q->end < n)
		size *= 2;
	bytes = realloc(q->bytes, size);
	if (!bytes)
		return -ENOMEM;
	q->bytes = bytes;
	q->size = size;
	return 0;
}

/* The newest frame is still whole in the queue, and takes @size bytes more. */
static bool can_join(const struct queue *q, const struct nabla_control *head,
		     size_t size)
{
	unsigned int len;

	if (head->type != NABLA_CONTROL_DATA || queue_empty(q) ||
	    q->last < q->at)
		return false;
	memcpy(&len, q->bytes + q->last, LENGTH);
	return len + size <= NABLA_CONTROL_MAX &&
	       !memcmp(q->bytes + q->last + LENGTH, head, sizeof(*head));
}

static void join(struct queue *q, const void *payload, size_t size)
{
	unsigned int len;

	memcpy(&len, q->bytes + q->last, LENGTH);
	len += size;
	memcpy(q->bytes + q->last, &len, LENGTH);
	memcpy(q->bytes + q->end, payload, size);
	q->end += size;
}

int queue_put(struct queue *q, const struct nabla_control *head,
	      const void *payload, size_t size)
{
	unsigned int len = sizeof(*head) + size;
	char *to;

	if (make_room(q, LENGTH + len) < 0)
		return -ENOMEM;
	if (can_join(q, head, size)) {
		join(q, payload, size);
		return 0;
	}
	q->last = q->end;
	to = q->bytes + q->end;
	memcpy(to, &len, LENGTH);
	memcpy(to + LENGTH, head, sizeof(*head));
	if (size)
		memcpy(to + LENGTH + sizeof(*head), payload, size);
	q->end += LENGTH + len;
	return 0;
}

static ssize_t send_parts(int fd, struct iovec *part, size_t n)
{
	struct msghdr m = { .msg_iov = part, .msg_iovlen = n };
	ssize_t sent;

	do
		sent = sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	/* The host is short of memory for a moment: as if it were full. */
	if (sent < 0 && (errno == ENOBUFS || errno == ENOMEM))
		errno = EAGAIN;
	return sent;
}

int queue_send(struct queue *q, int fd)
{
	unsigned int len;

	while (!queue_empty(q)) {
		struct iovec part;

		memcpy(&len, q->bytes + q->at, LENGTH);
		part.iov_base = q->bytes + q->at + LENGTH;
		part.iov_len = len;
		if (send_parts(fd, &part, 1) < 0)
			return errno == EAGAIN ? 0 : -errno;
		q->at += LENGTH + len;
	}
	queue_free(q);
	return 0;
}

void queue_free(struct queue *q)
{
	free(q->bytes);
	*q = (struct queue){ 0 };
}

int queue_post(struct queue *q, int fd, const struct nabla_control *head,
	       const void *payload, size_t size)
{
	struct iovec part[2] = {
		{ (void *)head, sizeof(*head) }, { (void *)payload, size },
	};

	if (queue_empty(q)) {
		if (send_parts(fd, part, 2) >= 0)
			return 0;
		if (errno != EAGAIN)
			return -errno;
	}
	return queue_put(q, head, payload, size);
}
