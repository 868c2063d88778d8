// SPDX-License-Identifier: ISC
/*
 * Words to values, see value.h.  Pure.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>

#include "lib/str.h"
#include "value.h"

int value_number(const char *what, const char *word, unsigned int base,
		 uint64_t max, uint64_t *out, struct err *e)
{
	static const char *const kinds[17] = {
		[8] = "an octal", [10] = "a decimal", [16] = "a hexadecimal",
	};

	const char *digits = word;

	if (base == 16 && (!strncmp(word, "0x", 2) || !strncmp(word, "0X", 2)))
		digits += 2;
	if (!str_u64(digits, base, 0, max, out))
		return 0;
	return err_set(e, EINVAL, "%s \"%s\" is not %s number up to %llu",
		       what, word, kinds[base], (unsigned long long)max);
}

int value_signed(const char *what, const char *word, int min, int max,
		 int *out, struct err *e)
{
	bool minus = *word == '-';
	uint64_t v;
	int n;

	if (!str_u64(word + minus, 10, 0, INT32_MAX, &v)) {
		n = minus ? -(int)v : (int)v;
		if (n >= min && n <= max) {
			*out = n;
			return 0;
		}
	}
	return err_set(e, EINVAL, "%s \"%s\" is not a number from %d to %d",
		       what, word, min, max);
}

int value_limit(const char *word, uint64_t *out, struct err *e)
{
	if (!strcmp(word, "unlimited")) {
		*out = UINT64_MAX;
		return 0;
	}
	return value_number("limit", word, 10, UINT64_MAX, out, e);
}

static const char *const resources[] = {
	[RLIMIT_AS]		= "as",
	[RLIMIT_CORE]		= "core",
	[RLIMIT_CPU]		= "cpu",
	[RLIMIT_DATA]		= "data",
	[RLIMIT_FSIZE]		= "fsize",
	[RLIMIT_LOCKS]		= "locks",
	[RLIMIT_MEMLOCK]	= "memlock",
	[RLIMIT_MSGQUEUE]	= "msgqueue",
	[RLIMIT_NICE]		= "nice",
	[RLIMIT_NOFILE]		= "nofile",
	[RLIMIT_NPROC]		= "nproc",
	[RLIMIT_RSS]		= "rss",
	[RLIMIT_RTPRIO]		= "rtprio",
	[RLIMIT_RTTIME]		= "rttime",
	[RLIMIT_SIGPENDING]	= "sigpending",
	[RLIMIT_STACK]		= "stack",
};

int value_rlimit(const char *word, unsigned int *out, struct err *e)
{
	const char *name = strncasecmp(word, "RLIMIT_", 7) ? word : word + 7;

	for (unsigned int i = 0; i < sizeof(resources) / sizeof(*resources);
	     i++) {
		if (!strcasecmp(resources[i], name)) {
			*out = i;
			return 0;
		}
	}
	return err_set(e, EINVAL, "no resource is named \"%s\"", word);
}

const char *value_rlimit_name(unsigned int resource)
{
	return resources[resource];
}

static bool address(const char *word, struct inet *out)
{
	struct inet a = { .family = AF_INET, .prefix = 32, .size = 4 };

	if (strchr(word, ':')) {
		a.family = AF_INET6;
		a.prefix = 128;
		a.size = 16;
	}
	if (inet_pton(a.family, word, a.addr) != 1)
		return false;
	*out = a;
	return true;
}

int value_address(const char *word, struct inet *out, struct err *e)
{
	if (address(word, out))
		return 0;
	return err_set(e, EINVAL, "\"%s\" is not an IPv4 or IPv6 address",
		       word);
}

int value_prefix(const char *word, struct inet *out, struct err *e)
{
	const char *slash = strchr(word, '/');
	char text[INET6_ADDRSTRLEN];
	struct inet a;
	uint64_t bits;

	if (!slash || slash - word >= (long)sizeof(text))
		goto bad;
	snprintf(text, sizeof(text), "%.*s", (int)(slash - word), word);
	if (!address(text, &a) ||
	    str_u64(slash + 1, 10, 0, a.prefix, &bits))
		goto bad;
	a.prefix = bits;
	*out = a;
	return 0;
bad:
	return err_set(e, EINVAL,
		       "\"%s\" is not ADDRESS/PREFIX of IPv4 or IPv6", word);
}
