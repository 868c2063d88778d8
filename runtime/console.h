/* SPDX-License-Identifier: ISC */
/* Pseudo-terminals. */
#ifndef RUNTIME_CONSOLE_H
#define RUNTIME_CONSOLE_H

#include "lib/err.h"
#include "runtime/spec.h"

/* Both close-on-exec; the size is set if the process has one. */
int console_open(const struct spec_process *p, int *master, int *slave,
		 struct err *e);

/* The master to whoever listens at that path, as the specification has it. */
int console_send(const char *path, int master, struct err *e);

/*
 * Our own terminal's input to the master, its output to ours, until the process
 * of that descriptor (pidfd) has ended; the size goes along.
 */
int console_attach(int master, int process, struct err *e);

#endif
