/* SPDX-License-Identifier: ISC */
/*
 * Host system calls of a process tree, counted by what became of them.
 *
 * A process is in phase n once n seccomp filters went on in it or in those it was
 * forked from; a call is counted in the phase in which it began.
 */
#ifndef TRACE_CALLS_H
#define TRACE_CALLS_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define CALLS_MAX	1024	/* numbers at or above share the last counter */
#define PHASES_MAX	4

enum outcome {
	MADE,		/* carried out by the host, whatever it returned */
	TRAPPED,	/* the filter turned it into SIGSYS: not made */
	REFUSED,	/* ended with EPERM: perhaps by the filter */
	KILLED,		/* the filter killed the process: not made */
	OUTCOMES
};

/* Whose rules a process lives under. */
enum role {
	FIRST,		/* the command itself, and what it exec()s */
	ZYGOTE,		/* its child, with the filter it was born with or its own */
	MEMBER,		/* the zygote's children */
	ROLES,
	OTHER = ROLES	/* not the program that was asked for: not reported */
};

struct phase {
	unsigned long count[CALLS_MAX][OUTCOMES];
};

struct process {
	pid_t pid;
	enum role role;
	unsigned int filters;	/* now */
	unsigned int born_with;
	struct phase *phase[PHASES_MAX];
	struct process *next;
};

struct report {
	const bool *allowed[ROLES];	/* per number; NULL: not judged */
	bool each;			/* a table for each process, not role */
};

const char *call_name(int nr);
int call_number(const char *name);

/* Counts for one process; NULL on lack of memory. */
struct process *process_new(struct process **list, pid_t pid,
			    const struct process *parent);
/* It is the first process from here on, with nothing counted and no filter. */
void process_begin(struct process *p);
int process_count(struct process *p, unsigned int filters, int nr,
		  enum outcome what);

/* Prints the tables; returns the number of calls made that were not allowed. */
unsigned long report_print(FILE *f, const struct process *list,
			   const struct report *r);

#endif
