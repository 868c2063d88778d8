/* SPDX-License-Identifier: ISC */
/*
 * Frames that wait for a socket to take them.  Takes no memory while empty.
 */
#ifndef RELAY_QUEUE_H
#define RELAY_QUEUE_H

#include <nabla/control.h>
#include <stdbool.h>
#include <stddef.h>

struct queue {
	char *bytes;			/* frames, each behind its length */
	size_t at, end, size;		/* bytes[at, end) counts, of so many */
	size_t last;			/* where the newest begins */
};

static inline bool queue_empty(const struct queue *q)
{
	return q->at == q->end;
}

/* Bytes of memory that what waits in it takes. */
static inline size_t queue_weight(const struct queue *q)
{
	return q->end - q->at;
}

/* -ENOMEM; DATA of one stream is joined to what waits of it at the end. */
int queue_put(struct queue *q, const struct nabla_control *head,
	      const void *payload, size_t size);

/*
 * Send until @fd, which does not block, takes no more: 0; -errno if it never
 * will.
 */
int queue_send(struct queue *q, int fd);

/* All that waits is dropped. */
void queue_free(struct queue *q);

/*
 * One frame to @fd at once if nothing waits, else behind what waits.
 */
int queue_post(struct queue *q, int fd, const struct nabla_control *head,
	       const void *payload, size_t size);

#endif
