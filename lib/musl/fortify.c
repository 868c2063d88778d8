// SPDX-License-Identifier: ISC
/*
 * Debian's static libraries were compiled against glibc with its checks of buffer
 * sizes, and call these.  With them they can be linked with musl, whose structures
 * are the same on 64-bit ISAs, and whose other names they use it has.  As there: who
 * would write behind a buffer, ends.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

static void must(int holds)
{
	if (!holds)
		abort();
}

int __vsnprintf_chk(char *to, size_t n, int flag, size_t size,
		    const char *fmt, va_list ap)
{
	(void)flag;
	must(n <= size);
	return vsnprintf(to, n, fmt, ap);
}

int __snprintf_chk(char *to, size_t n, int flag, size_t size,
		   const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = __vsnprintf_chk(to, n, flag, size, fmt, ap);
	va_end(ap);
	return rc;
}

int __sprintf_chk(char *to, int flag, size_t size, const char *fmt, ...)
{
	size_t n = size < INT_MAX ? size : INT_MAX;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = __vsnprintf_chk(to, n, flag, size, fmt, ap);
	va_end(ap);
	must(rc < 0 || (size_t)rc < n);
	return rc;
}

int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list ap)
{
	(void)flag;
	return vfprintf(f, fmt, ap);
}

int __fprintf_chk(FILE *f, int flag, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = __vfprintf_chk(f, flag, fmt, ap);
	va_end(ap);
	return rc;
}

int __printf_chk(int flag, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = __vfprintf_chk(stdout, flag, fmt, ap);
	va_end(ap);
	return rc;
}

int __vasprintf_chk(char **to, int flag, const char *fmt, va_list ap)
{
	(void)flag;
	return vasprintf(to, fmt, ap);
}

int __asprintf_chk(char **to, int flag, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = __vasprintf_chk(to, flag, fmt, ap);
	va_end(ap);
	return rc;
}

void __vsyslog_chk(int level, int flag, const char *fmt, va_list ap)
{
	(void)flag;
	vsyslog(level, fmt, ap);
}

char *__strcat_chk(char *to, const char *from, size_t size)
{
	must(strlen(to) + strlen(from) < size);
	return strcat(to, from);
}

char *__realpath_chk(const char *path, char *to, size_t size)
{
	must(size >= PATH_MAX);
	return realpath(path, to);
}
