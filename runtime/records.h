/* SPDX-License-Identifier: ISC */
/*
 * A description of a container for guest init, <nabla/config.h>, as it grows.
 */
#ifndef RUNTIME_RECORDS_H
#define RUNTIME_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/err.h"

struct records {
	char *bytes;
	size_t size, room;
	bool failed;			/* no memory: said at the end */
};

/* One record: its words, up to NULL. */
__attribute__((sentinel))
void records_add(struct records *r, const char *first, ...);

/* One record of a name and a formatted word. */
__attribute__((format(printf, 3, 4)))
void records_addf(struct records *r, const char *name, const char *fmt, ...);

/* 0 if all went in, and it is no larger than guest init takes. */
int records_check(const struct records *r, struct err *e);

/* A sealed memfd that holds them, close-on-exec; or -errno. */
int records_memfd(const struct records *r, struct err *e);

void records_free(struct records *r);

#endif
