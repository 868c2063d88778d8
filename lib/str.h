/* SPDX-License-Identifier: ISC */
/* Strings into fixed buffers, and numbers out of strings: strict. */
#ifndef LIB_STR_H
#define LIB_STR_H

#include <stddef.h>
#include <stdint.h>

/* Copies all of src, or nothing: -ENAMETOOLONG. */
int str_copy(char *dst, size_t size, const char *src);

/*
 * A whole string of digits in that base (no sign, no blank, no prefix) with a
 * value from min to max: 0; else -EINVAL or -ERANGE.
 */
int str_u64(const char *s, int base, uint64_t min, uint64_t max, uint64_t *out);

#endif
