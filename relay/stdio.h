/* SPDX-License-Identifier: ISC */
/*
 * The client's three descriptors, as the exec-relay has them.  Who gave them
 * may share them with others, so they are not set non-blocking: they are opened
 * anew where that can be done.
 */
#ifndef RELAY_STDIO_H
#define RELAY_STDIO_H

#include <nabla/control.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/err.h"

/* One stream of the session; what came from the guest waits in the buffer. */
struct stdio {
	int fd;				/* -1: closed */
	bool socket;			/* else read() and write() */
	bool last;			/* to close when the buffer is empty */
	uint32_t credit;		/* 0: bytes we may send */
	uint32_t owed;			/* 1, 2: written, and not told yet */
	uint32_t at, end;		/* buffer[at, end) waits */
	char *buffer;			/* NABLA_CONTROL_WINDOW, or NULL */
};

/* Of 0 to 2; @tty: they are all descriptor 0's terminal. */
int stdio_open(struct stdio io[3], bool tty, struct err *e);

/* As read() and write(); -EAGAIN if it would block. */
ssize_t stdio_read(struct stdio *io, void *buf, size_t size);
/* -ENOMEM, or -EPROTO if there is no room for so much. */
int stdio_put(struct stdio *io, const void *data, size_t size);
/*
 * What waits, as much as is taken; a negative error number when it never will.
 */
int stdio_flush(struct stdio *io);
void stdio_close(struct stdio *io);

#endif
