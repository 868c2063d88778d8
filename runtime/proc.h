/* SPDX-License-Identifier: ISC */
/*
 * Processes that outlive us, told apart by pid and start time: a pid by itself
 * may have gone to another process.
 */
#ifndef RUNTIME_PROC_H
#define RUNTIME_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/err.h"

struct process {
	pid_t pid;		/* 0: none */
	uint64_t start;		/* clock ticks since boot, /proc/PID/stat */
};

/* Now; -ESRCH if there is none, or it is a zombie. */
int process_of(pid_t pid, struct process *p);

/* Runs still; a zombie doesn't. */
bool process_alive(const struct process *p);

/* -ESRCH if it is gone. */
int process_kill(const struct process *p, int sig);

/* Until it is gone; false after that time. */
bool process_wait(const struct process *p, unsigned int milliseconds);

/* The parent of a process, 0 if it is gone. */
pid_t process_parent(pid_t pid);

#endif
