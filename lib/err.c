// SPDX-License-Identifier: ISC
/*
 * Error messages.  Invariant: text always ends in NUL; what does not fit is
 * cut.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"

/* Appends at offset at, which may be beyond the end; returns the new offset. */
static size_t put(struct err *e, size_t at, const char *s)
{
	int n;

	if (at >= sizeof(e->text))
		return at;
	n = snprintf(e->text + at, sizeof(e->text) - at, "%s", s);
	return n < 0 ? at : at + (size_t)n;
}

static size_t vformat(struct err *e, const char *fmt, va_list ap)
{
	int n = vsnprintf(e->text, sizeof(e->text), fmt, ap);

	return n < 0 ? 0 : (size_t)n;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vformat(e, fmt, ap);
	va_end(ap);
	e->code = code;
	return -code;
}

int err_errno(struct err *e, const char *fmt, ...)
{
	int code = errno;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = vformat(e, fmt, ap);
	va_end(ap);
	n = put(e, n, ": ");
	put(e, n, strerror(code));
	e->code = code;
	return -code;
}

int err_context(struct err *e, const char *fmt, ...)
{
	struct err old = *e;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = vformat(e, fmt, ap);
	va_end(ap);
	n = put(e, n, ": ");
	put(e, n, old.text);
	return -e->code;
}
