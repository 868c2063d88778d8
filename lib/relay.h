/* SPDX-License-Identifier: ISC */
/*
 * A client's side of nabla-relay (<nabla/relay.h>).  A connection is a
 * descriptor, which the caller closes; it blocks.  To connect and to send may
 * fail with -ETIMEDOUT: a relay takes what comes, unless it is stopped.
 */
#ifndef LIB_RELAY_H
#define LIB_RELAY_H

#include <stddef.h>

#include "lib/control.h"
#include "lib/err.h"

#define RELAY_TAKES_S	20

/* A descriptor (close-on-exec), or -errno. */
int relay_connect(const char *path, struct err *e);

int relay_send(int fd, unsigned int type, unsigned int flags,
	       const void *payload, size_t size, struct err *e);

/*
 * START, EXEC or JOIN with records of any length, in as many frames as it
 * takes.
 */
int relay_describe(int fd, unsigned int type, unsigned int flags,
		   const char *records, size_t size, struct err *e);

/*
 * The next frame, checked; *size is that of its payload.  -EPIPE when the relay
 * has closed the connection; -ETIMEDOUT after @ms milliseconds (-1: never).
 */
int relay_receive(int fd, struct control_frame *f, size_t *size, int ms,
		  struct err *e);

/*
 * The same, for an answer: DONE or FAILED with a code other than 0 is an error
 * with the guest's text, -EREMOTEIO; for FAILED *status is the exit status that
 * stands for it (else 0; it may be NULL).
 */
int relay_answer(int fd, struct control_frame *f, size_t *size, int ms,
		 int *status, struct err *e);

#endif
