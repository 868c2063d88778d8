/* SPDX-License-Identifier: ISC */
/*
 * The exec-relay: the host's process for a program in a container.
 */
#ifndef RELAY_EXEC_H
#define RELAY_EXEC_H

#include <stdbool.h>

#include "lib/err.h"

struct exec_options {
	int socket;			/* a session, STARTED already heard */
	bool tty;			/* descriptor 0 is its terminal */
};

/*
 * Carries bytes and signals until the session ends; the status to exit with, or
 * -errno.
 */
int exec_relay(const struct exec_options *o, struct err *e);

#endif
