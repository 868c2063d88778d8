/* SPDX-License-Identifier: ISC */
/*
 * Other containers in this guest: what NABLA_CONTROL_JOIN asked for.  Each has
 * a root and a mount namespace of its own, a control group, and further
 * namespaces if its description says so; the network is the first's.  Its
 * program is a session, through which its streams and its end go.
 */
#ifndef INIT_JOINED_H
#define INIT_JOINED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "guest.h"
#include "lib/err.h"

struct session;

struct joined {
	struct joined *next;
	unsigned int number;
	pid_t pid;			/* its first process */
	bool over;			/* that has ended */
	bool own_pids;			/* it has a pid namespace */
	char name[16];			/* of its control group */
	struct guest guest;
};

/*
 * Builds the container and starts its program.  0, *s and *j, in no list yet;
 * or -errno, and *status is what stands for it.
 */
int joined_start(const struct guest *g, uint32_t id, unsigned int number,
		 const char *records, size_t size, struct session **s,
		 struct joined **j, int *status, struct err *e);

/* Another program in it. */
int joined_exec(const struct guest *g, const struct joined *j, uint32_t id,
		const char *records, size_t size, struct session **s,
		int *status, struct err *e);

/* To its first process, that one's group, or to all. */
int joined_signal(const struct joined *j, int sig, unsigned int whom);

/* Its first process has ended: so do the others. */
void joined_ended(struct joined *j);

/* True when nothing of it is left; *j is no more then. */
bool joined_gone(struct joined *j);

/* Its files need not be cached any longer. */
void joined_forget_files(const struct guest *g);

#endif
