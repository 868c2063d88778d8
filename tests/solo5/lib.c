// SPDX-License-Identifier: ISC
/* What the test unikernels share. */
#include "lib.h"

void *memcpy(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	unsigned char *t = to;

	while (n--)
		*t++ = (unsigned char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

void say(const char *s)
{
	solo5_console_write(s, strlen(s));
}

void say_number(uint64_t v)
{
	char digits[24];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	solo5_console_write(digits + n, sizeof(digits) - n);
}

static const char *word_at(const char *s, const char *word)
{
	while (*word)
		if (*s++ != *word++)
			return NULL;
	return s;
}

static const char *next_word(const char *s)
{
	while (*s && *s != ' ')
		s++;
	while (*s == ' ')
		s++;
	return s;
}

uint64_t number_after(const char *cmdline, const char *word,
		      uint64_t otherwise)
{
	const char *p;
	uint64_t v = 0;

	for (; *cmdline; cmdline = next_word(cmdline)) {
		p = word_at(cmdline, word);
		if (!p || *p++ != '=')
			continue;
		for (; *p >= '0' && *p <= '9'; p++)
			v = v * 10 + (uint64_t)(*p - '0');
		return v;
	}
	return otherwise;
}

bool has_word(const char *cmdline, const char *word)
{
	const char *p;

	for (; *cmdline; cmdline = next_word(cmdline)) {
		p = word_at(cmdline, word);
		if (p && (!*p || *p == ' '))
			return true;
	}
	return false;
}

void failed(const char *what, int status)
{
	say("failed: ");
	say(what);
	say("\n");
	solo5_exit(status);
}
