/* SPDX-License-Identifier: ISC */
/* A tender's command line, as it grows. */
#ifndef RUNTIME_WORDS_H
#define RUNTIME_WORDS_H

#include <stdbool.h>

#include "lib/err.h"
#include "runtime/arena.h"

struct words {
	char **argv;			/* NULL-terminated */
	unsigned int n, max;
	struct arena *arena;
	bool failed;			/* no memory, or more than max */
};

/* Room for that many. */
int words_begin(struct words *w, struct arena *a, unsigned int max,
		struct err *e);

__attribute__((format(printf, 2, 3)))
void words_add(struct words *w, const char *fmt, ...);

/* --NAME@FD, for a descriptor that the tender inherits. */
void words_add_fd(struct words *w, const char *name, int fd);

/* Whether all of them were taken. */
int words_check(const struct words *w, struct err *e);

#endif
