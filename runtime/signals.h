/* SPDX-License-Identifier: ISC */
#ifndef RUNTIME_SIGNALS_H
#define RUNTIME_SIGNALS_H

#include <sys/types.h>

#include "lib/err.h"

/* "9", "KILL", "SIGKILL", "RTMIN+3", in any case; -EINVAL. */
int signal_parse(const char *text, int *sig, struct err *e);

/* Default disposition of all, none blocked: what a new program should find. */
void signals_reset(void);

/* Those that are for a program go to that process; it decides when all ends. */
void signals_forward(pid_t pid);

#endif
