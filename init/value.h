/* SPDX-License-Identifier: ISC */
/*
 * Words to values.  All are strict: the whole word counts, and neither sign nor
 * blank nor an empty word passes.  0 or -EINVAL, *out untouched on error.
 */
#ifndef INIT_VALUE_H
#define INIT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/err.h"

/* "user id" and the like in @what go into the message. */
int value_number(const char *what, const char *word, unsigned int base,
		 uint64_t max, uint64_t *out, struct err *e);

/* A decimal number with or without a minus. */
int value_signed(const char *what, const char *word, int min, int max,
		 int *out, struct err *e);

/* A decimal number, or "unlimited" for UINT64_MAX. */
int value_limit(const char *word, uint64_t *out, struct err *e);

/* "nofile" or "RLIMIT_NOFILE", in either case, to its RLIMIT_ number. */
int value_rlimit(const char *word, unsigned int *out, struct err *e);

/* "nofile"; @resource as from value_rlimit(). */
const char *value_rlimit_name(unsigned int resource);

/* An IPv4 or IPv6 address, or a prefix of such. */
struct inet {
	uint8_t family;			/* AF_INET or AF_INET6 */
	uint8_t prefix;			/* bits */
	uint8_t size;			/* of addr: 4 or 16 */
	uint8_t addr[16];
};

int value_address(const char *word, struct inet *out, struct err *e);
int value_prefix(const char *word, struct inet *out, struct err *e);

#endif
