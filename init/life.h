/* SPDX-License-Identifier: ISC */
/*
 * Life of init beside the container's program: one loop over signals, the
 * message channel, and the streams of sessions.
 */
#ifndef INIT_LIFE_H
#define INIT_LIFE_H

#include <stdbool.h>
#include <sys/types.h>

#include "channel.h"
#include "guest.h"
#include "program.h"
#include "session.h"

struct joined;
struct letter;

struct life {
	struct guest *guest;
	struct program *program;
	struct channel channel;
	int signals;
	int log;			/* the kernel's; -1: there is none */
	pid_t pid;			/* of the program; 0: not started */
	bool over;			/* it has ended, or won't be started */
	int status;			/* with which */
	long kill_at;			/* ms; 0: SHUTDOWN was not asked for */
	uint64_t oom_kills;		/* that the relay knows of */
	struct session *sessions;
	struct joined *joined;		/* other containers */
	struct letter *letters;		/* descriptions not whole yet */
};

/*
 * Start the program, at once or when START comes, and stay until it has ended:
 * its status as a shell would give it.  e->code is set if it was not started.
 */
int life_run(struct life *l, struct err *e);

/* A frame of the relay's. */
void request_serve(struct life *l, const struct control_frame *f, size_t size,
		   struct err *e);
void letters_free(struct life *l);

/* 0, or -errno and l->over. */
int life_launch(struct life *l, struct err *e);

/* PROCESSES and NUMBERS, from /proc; @j: NULL for all of the guest. */
void processes_tell(struct life *l, uint32_t id, const struct joined *j);
void numbers_tell(struct life *l, uint32_t id, const struct joined *j);
/*
 * A kill for want of memory stands in the kernel's log, whosever child it was.
 * Before the container has a /dev of its own.
 */
void oom_open(struct life *l);
/* The log has something new. */
void oom_look(struct life *l);
/* OOM, if the kernel has killed for want of memory since the last time. */
void oom_tell(struct life *l);

#endif
