/* SPDX-License-Identifier: ISC */
/*
 * What the kernel's scheduler and killer make of the program, and which system
 * calls it may make: from the description, and, in the program before its exec,
 * to the kernel.
 */
#ifndef INIT_WEIGHT_H
#define INIT_WEIGHT_H

#include "guest.h"
#include "program.h"

int weight_oom(struct weight *w, const char *score, struct err *e);
int weight_sched(struct weight *w, const char *policy, const char *nice,
		 const char *priority, struct err *e);
int weight_ioprio(struct weight *w, const char *class, const char *level,
		  struct err *e);
int weight_set(const struct guest *g, const struct weight *w, struct err *e);

/* The filter is the caller's to free. */
int syscalls_read(struct syscalls *s, const char *flags, const char *hex,
		  struct err *e);
int syscalls_set(const struct syscalls *s, struct err *e);

#endif
