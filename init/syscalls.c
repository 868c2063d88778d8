// SPDX-License-Identifier: ISC
/*
 * The program's own filter of system calls, as its runtime has compiled it.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "value.h"
#include "weight.h"

/* Those that make sense without a listener. */
#define FLAGS	(SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG | \
		 SECCOMP_FILTER_FLAG_SPEC_ALLOW)

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static int read_bytes(const char *hex, size_t size, unsigned char *to)
{
	for (size_t i = 0; i < size; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		to[i] = high << 4 | low;
	}
	return 0;
}

int syscalls_read(struct syscalls *s, const char *flags, const char *hex,
		  struct err *e)
{
	size_t digits = strlen(hex), size = digits / 2;
	uint64_t v;

	if (value_number("number of flags", flags, 10, UINT32_MAX, &v, e))
		return -e->code;
	if (v & ~(uint64_t)FLAGS)
		return err_set(e, EINVAL, "flags %s are not all known", flags);
	if (s->named)
		return err_set(e, EINVAL, "a second filter");
	if (!digits || digits % 2 || size % sizeof(*s->filter) ||
	    size / sizeof(*s->filter) > BPF_MAXINSNS)
		return err_set(e, EINVAL, "%zu digits are no filter", digits);
	s->filter = malloc(size);
	if (!s->filter)
		return err_set(e, ENOMEM, "no memory for the filter");
	s->named = true;
	s->flags = v;
	s->size = size;
	if (read_bytes(hex, size, (unsigned char *)s->filter))
		return err_set(e, EINVAL, "the filter has digits that are not "
			       "0-9, a-f");
	return 0;
}

int syscalls_set(const struct syscalls *s, struct err *e)
{
	struct sock_fprog program = {
		.len = s->size / sizeof(*s->filter), .filter = s->filter,
	};

	if (!s->named)
		return 0;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, s->flags, &program))
		return err_errno(e, "seccomp");
	return 0;
}
