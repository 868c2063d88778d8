/* SPDX-License-Identifier: ISC */
#ifndef INIT_CLOCK_H
#define INIT_CLOCK_H

#include <time.h>

/* Milliseconds that only ever grow. */
static inline long clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
