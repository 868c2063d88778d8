/* SPDX-License-Identifier: ISC */
/* Whether a clock can be read without the host. */
#ifndef RUN_CLOCK_H
#define RUN_CLOCK_H

#include <time.h>

struct err;

typedef int clock_fn(clockid_t id, struct timespec *ts);

/*
 * Two ways to find out, the first faster, the second possible on every host.
 * 1: the function makes no system call; 0: it does, or fails; or -errno.
 */
int clock_try_here(clock_fn *fn);
int clock_try_in_child(clock_fn *fn, struct err *e);

#endif
