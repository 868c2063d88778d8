/* SPDX-License-Identifier: ISC */
/*
 * The log that engines read.  Without a log file it is standard error; with one
 * nothing is written there, since standard error may be the container's.
 */
#ifndef RUNTIME_LOG_H
#define RUNTIME_LOG_H

#include <stdbool.h>
#include <time.h>

#include "lib/err.h"

/* path NULL: standard error.  format: "text" (also for NULL) or "json". */
int log_open(const char *path, const char *format, bool debug, struct err *e);

void log_error(const char *text);
void log_warn(const char *text);
__attribute__((format(printf, 1, 2)))
void log_debug(const char *fmt, ...);

/* RFC 3339 with nanoseconds, in UTC; 36 bytes will do. */
void log_time(const struct timespec *t, char *text, size_t size);

/* The log's descriptor, -1 for standard error: children may keep it. */
int log_fd(void);

#endif
