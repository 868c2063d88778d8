/* SPDX-License-Identifier: ISC */
/*
 * Rows of the micro benchmark.  A row does its operation so many times and says
 * how long that took, in nanoseconds; preparations are outside of that time.
 * The same binary runs on the host and, unmodified, in every contender.
 */
#ifndef BENCH_MICRO_H
#define BENCH_MICRO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGE 4096

struct row {
	const char *name;
	uint64_t (*run)(uint64_t n);
	uint64_t max;		/* operations at a time; 0: no limit */
};

/* Each table ends with a NULL name. */
extern const struct row call_rows[], file_rows[], memory_rows[], process_rows[],
	talk_rows[];

uint64_t now_ns(void);		/* CLOCK_MONOTONIC */

/* Time of @n times @op. */
#define timed(n, op) ({							\
	uint64_t begin_ = now_ns();					\
									\
	for (uint64_t i_ = (n); i_; i_--) {				\
		op;							\
	}								\
	now_ns() - begin_;						\
})

/* Ends the row, with a message, unless @cond. */
#define must(cond) do {							\
	if (!(cond))							\
		must_failed(#cond);					\
} while (0)

_Noreturn void must_failed(const char *what);

/* The running binary, to be executed again. */
extern char *self;
/* fork() of a peer that does not outlive the row. */
pid_t fork_helper(void);
/* Waits for @pid, which must end with status 0. */
void reap(pid_t pid);
/* Anonymous memory. */
void *get_pages(size_t pages);
/* Memory shared with children, of zeroes. */
void *get_shared(size_t bytes);
void drop_pages(void *p, size_t pages);
/* An open file of that size in /tmp, already unlinked. */
int get_file(size_t bytes);

#endif
