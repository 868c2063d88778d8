/* SPDX-License-Identifier: ISC */
/*
 * Guest tests: programs that run on a bare host and in a guest alike, whose output
 * and exit status must be the same.  So they print nothing that may differ.
 *
 * A program is a table of cases.  Without arguments each runs in a child of its
 * own; with a name, that case runs in the process itself.  Each failed check has
 * an exit status of its own within its program.
 */
#ifndef GUEST_CHECK_H
#define GUEST_CHECK_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct test {
	const char *name;
	void (*run)(void);
};

/* The table ends with a NULL name. */
int tests_main(int argc, char **argv, const struct test *tests);

#define check(cond) do {						\
	if (!(cond))							\
		check_failed(__COUNTER__ + 1, __FILE__, __LINE__, #cond); \
} while (0)

/* Fails unless @call fails with @code. */
#define check_errno(call, code) do {					\
	errno = 0;							\
	if ((long)(call) != -1 || errno != (code))			\
		check_failed(__COUNTER__ + 1, __FILE__, __LINE__,	\
			     #call " fails with " #code);		\
} while (0)

_Noreturn void check_failed(int code, const char *file, int line,
			    const char *what);

/* fork() that the caller need not check. */
pid_t start(void);
/* Waits for a child; its status as a shell gives it: 0-255 or 128 + signal. */
int finish(pid_t pid);
/* Runs @body in a child and returns its status. */
int status_of(void (*body)(void));

/* Memory that is readable and writable, or a failed check. */
void *get_pages(size_t bytes);
/* An unnamed file of that size, of zeroes. */
int get_file(size_t bytes);

/* What is from @from to @to, less than a page, stays as it is though @use calls it. */
void text_stays(const char *from, const char *to, void (*use)(void));

int64_t now_ns(void);	/* CLOCK_MONOTONIC */
void sleep_ms(int ms);
/* Uses the processor for that long, by its own CPU clock. */
void burn_ms(int ms);

#define countof(a) (sizeof(a) / sizeof((a)[0]))

#endif
