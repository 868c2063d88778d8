/* SPDX-License-Identifier: ISC */
/*
 * For the tests of guest init: descriptions, and children in namespaces of
 * their own, in which init's functions can do what they do in a guest.
 */
#ifndef TEST_INIT_H
#define TEST_INIT_H

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/err.h"

/*
 * A description in writing: '|' stands for NUL.  *bytes is the caller's to
 * free, and has nothing behind its end, so that a sanitizer sees any further
 * read.
 */
static inline size_t describe(const char *text, char **bytes)
{
	size_t size = strlen(text);

	*bytes = malloc(size ? size : 1);
	if (!*bytes)
		abort();
	for (size_t i = 0; i < size; i++)
		(*bytes)[i] = text[i] == '|' ? 0 : text[i];
	return size;
}

/* In a child, where cmocka's checks can't be used. */
#define CHECK(cond) do {						\
	if (!(cond)) {							\
		fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); \
		_exit(99);						\
	}								\
} while (0)

/* The same for a function of init; says what *e has. */
#define CHECK_OK(call, e) do {						\
	if (call) {							\
		fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__,	\
			#call, (e)->text);				\
		_exit(99);						\
	}								\
} while (0)

static inline void in_child(int flags, void (*body)(void))
{
	pid_t pid;

	if (unshare(flags) ||
	    ((flags & CLONE_NEWNS) &&
	     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)))
		_exit(98);
	if (!(flags & CLONE_NEWPID)) {
		body();
		_exit(0);
	}
	pid = fork();
	if (!pid) {
		body();
		_exit(0);
	} else {
		int status;

		waitpid(pid, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) :
		      128 + WTERMSIG(status));
	}
}

/*
 * Run @body in a child with new namespaces; with CLONE_NEWPID it is pid 1.  Its
 * exit status, or 128 and its signal.  Without root the test is skipped.
 */
static inline int isolated(int flags, void (*body)(void))
{
	int status;
	pid_t pid;

	if (geteuid())
		skip();
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		in_child(flags, body);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#endif
