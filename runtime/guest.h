/* SPDX-License-Identifier: ISC */
/*
 * What the runtime asks of a running guest, by way of the container's relay.  A
 * Solo5 unikernel has none: its process is all there is to ask.
 */
#ifndef RUNTIME_GUEST_H
#define RUNTIME_GUEST_H

#include <nabla/control.h>
#include <stdbool.h>

#include "runtime/container.h"
#include "runtime/records.h"

/*
 * Lets init start the program.  -ENOENT "executable file not found" or -EACCES
 * "permission denied" if there is none to start.
 */
int guest_start(const struct container *c, const char *program, struct err *e);

/* What status and text of a FAILED mean to an engine; -errno. */
int guest_explain(int status, const char *program, struct err *e);

/*
 * To the container's first process, or to all.  frozen: its relay stands still,
 * and will pass it on when it goes on; nobody waits for that.
 */
int guest_signal(const struct container *c, int sig, bool all, bool frozen,
		 struct err *e);

/* Has it write its files out: a second at most. */
int guest_sync(const struct container *c, struct err *e);

/* Stops all programs and writes files out; lets them go on. */
int guest_freeze(const struct container *c, bool frozen, struct err *e);

/* enum nabla_control_limited; most < 0: no limit. */
int guest_limit(const struct container *c, unsigned int what, int64_t most,
		struct err *e);

int guest_numbers(const struct container *c, struct nabla_control_numbers *n,
		  struct err *e);

/* Starts another program; a descriptor of the session, or as guest_start(). */
int guest_exec(const struct container *c, const struct records *r,
	       const char *program, struct err *e);

/* A connection on which the relay tells what happens (NABLA_CONTROL_WATCH). */
int guest_watch(const struct container *c, struct err *e);

#endif
