/* SPDX-License-Identifier: ISC */
/*
 * Init's end of the message channel (<nabla/control.h>).  Init never waits for
 * the relay: what can't be sent at once is queued, which is bounded, since
 * nothing is sent without having been asked for or credited.
 */
#ifndef INIT_CHANNEL_H
#define INIT_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/control.h"
#include "lib/err.h"

struct waiting;

struct channel {
	int fd;				/* -1: there is none (any more) */
	struct waiting *first, **last;
};

/* A container without a channel is no error. */
int channel_open(struct channel *c, struct err *e);

static inline bool channel_busy(const struct channel *c)
{
	return c->first;
}

void channel_send(struct channel *c, unsigned int type, unsigned int flags,
		  uint32_t id, const void *payload, size_t size);
/* DONE, or with NABLA_CONTROL_FAILED an exit status in place of the code. */
void channel_answer(struct channel *c, unsigned int type, uint32_t id,
		    int code, const char *text);
void channel_flush(struct channel *c);

/*
 * 1: a good frame, whose payload has *size bytes; 0: none now; -1: there will
 * be none, and the channel is closed.
 */
int channel_receive(struct channel *c, struct control_frame *f, size_t *size);

#endif
