/* SPDX-License-Identifier: ISC */
/*
 * Memory that is all given back at once.  A function that gets none returns
 * NULL; what is zeroed says so.
 */
#ifndef RUNTIME_ARENA_H
#define RUNTIME_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *blocks;	/* NULL: empty */
};

/* Zeroed; n elements of that size. */
void *arena_zalloc(struct arena *a, size_t n, size_t size);

char *arena_strdup(struct arena *a, const char *s);

__attribute__((format(printf, 2, 3)))
char *arena_printf(struct arena *a, const char *fmt, ...);

void arena_free(struct arena *a);

#endif
