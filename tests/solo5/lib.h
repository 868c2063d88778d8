/* SPDX-License-Identifier: ISC */
/*
 * What the test unikernels share.  Each failed check has an exit status of its
 * own: the test's text then says where.
 */
#ifndef TESTS_SOLO5_LIB_H
#define TESTS_SOLO5_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solo5.h"

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);

void say(const char *s);
void say_number(uint64_t v);

/* What follows "WORD=" in the command line as a number; or otherwise. */
uint64_t number_after(const char *cmdline, const char *word,
		      uint64_t otherwise);

/* The word is one of the command line's. */
bool has_word(const char *cmdline, const char *word);

/* Ends with that status unless ok, and says which check it was. */
#define CHECK(ok, status)						\
	do {								\
		if (!(ok))						\
			failed(#ok, status);				\
	} while (0)

void failed(const char *what, int status) __attribute__((noreturn));

#endif
