/* SPDX-License-Identifier: ISC */
/*
 * Errors.  A function that can fail returns 0 or -errno and describes the
 * failure in a struct err of its caller, so that the error path allocates
 * nothing.  A message says what was being done, to which object, and why it
 * failed.  Only main() prints and exits.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

struct err {
	int code;		/* an errno value; 0: no error yet */
	char text[480];		/* one line, NUL-terminated, no newline */
};

/* Sets the message; returns -code. */
__attribute__((format(printf, 3, 4)))
int err_set(struct err *e, int code, const char *fmt, ...);

/* The same for errno, whose text is added to the message; returns -errno. */
__attribute__((format(printf, 2, 3)))
int err_errno(struct err *e, const char *fmt, ...);

/* Puts "text: " before the message that is there; returns -code. */
__attribute__((format(printf, 2, 3)))
int err_context(struct err *e, const char *fmt, ...);

#endif
