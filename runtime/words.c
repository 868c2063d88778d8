// SPDX-License-Identifier: ISC
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "lib/fd.h"
#include "runtime/words.h"

int words_begin(struct words *w, struct arena *a, unsigned int max,
		struct err *e)
{
	*w = (struct words){ .max = max, .arena = a };
	w->argv = arena_zalloc(a, max + 1, sizeof(*w->argv));
	return w->argv ? 0 : err_set(e, ENOMEM, "no memory");
}

void words_add(struct words *w, const char *fmt, ...)
{
	char *word = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0 && w->n < w->max)
		word = arena_zalloc(w->arena, (size_t)n + 1, 1);
	if (!word) {
		w->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(word, (size_t)n + 1, fmt, ap);
	va_end(ap);
	w->argv[w->n++] = word;
}

void words_add_fd(struct words *w, const char *name, int fd)
{
	fd_set_cloexec(fd, false);
	words_add(w, "--%s@%d", name, fd);
}

int words_check(const struct words *w, struct err *e)
{
	return w->failed ? err_set(e, ENOMEM, "a command line does not fit") :
			   0;
}
