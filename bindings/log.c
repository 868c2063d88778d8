// SPDX-License-Identifier: ISC
/* Messages of the bindings.  What does not fit into a line is cut. */
#include "bindings/bindings.h"

#define LINE_MAX	256

static enum level level = INFO;

struct line {
	char text[LINE_MAX];
	size_t len;
};

void log_set_level(enum level new)
{
	level = new;
}

/* The last byte is the newline's. */
static void put(struct line *l, char c)
{
	if (l->len < LINE_MAX - 1)
		l->text[l->len++] = c;
}

static void put_text(struct line *l, const char *s)
{
	while (*s)
		put(l, *s++);
}

static void put_number(struct line *l, uint64_t v, unsigned int base)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	while (n)
		put(l, digits[--n]);
}

static void put_signed(struct line *l, int v)
{
	if (v < 0)
		put(l, '-');
	put_number(l, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10);
}

/* An l before the letter; returns where the letter was. */
static const char *put_one(struct line *l, const char *f, va_list *ap)
{
	bool wide = *f == 'l';

	f += wide;
	switch (*f) {
	case 's':
		put_text(l, va_arg(*ap, const char *));
		break;
	case 'c':
		put(l, (char)va_arg(*ap, int));
		break;
	case 'd':
		put_signed(l, va_arg(*ap, int));
		break;
	case 'u':
	case 'x':
		put_number(l, wide ? va_arg(*ap, unsigned long) :
				     va_arg(*ap, unsigned int),
			   *f == 'x' ? 16 : 10);
		break;
	}
	return f;
}

static void say(const char *fmt, va_list *ap)
{
	struct line l = { .len = 0 };

	put_text(&l, "Solo5: ");
	for (const char *f = fmt; *f; f++) {
		if (*f == '%')
			f = put_one(&l, f + 1, ap);
		else
			put(&l, *f);
	}
	l.text[l.len++] = '\n';
	solo5_console_write(l.text, l.len);
}

void log_line(enum level at, const char *fmt, ...)
{
	va_list ap;

	if (at > level)
		return;
	va_start(ap, fmt);
	say(fmt, &ap);
	va_end(ap);
}

void panic(const char *fmt, ...)
{
	va_list ap;

	if (level >= ERROR) {
		va_start(ap, fmt);
		say(fmt, &ap);
		va_end(ap);
	}
	target_end(SOLO5_EXIT_ABORT, NULL);
}

void solo5_abort(void)
{
	panic("solo5_abort() called");
}

void solo5_exit(int status)
{
	log_line(INFO, "solo5_exit(%d) called", status);
	target_end(status & 255, NULL);
}
