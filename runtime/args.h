/* SPDX-License-Identifier: ISC */
/*
 * The options of a command, by a table.  An option of more than one letter is
 * taken as --NAME=VALUE or --NAME VALUE, a letter as -L VALUE.
 */
#ifndef RUNTIME_ARGS_H
#define RUNTIME_ARGS_H

#include <stdbool.h>

#include "lib/err.h"

enum arg_kind {
	ARG_FLAG,		/* bool */
	ARG_STRING,		/* const char * */
	ARG_LIST,		/* struct arg_list: it may be given again */
	ARG_REFUSED,		/* what it asks for is not to be had */
};

#define ARG_LIST_MAX	256

struct arg_list {
	const char *word[ARG_LIST_MAX + 1];	/* NULL-terminated */
	unsigned int n;
};

struct arg {
	const char *name;	/* NULL ends a table */
	char letter;		/* 0: none */
	enum arg_kind kind;
	void *into;
};

/* From min to max words must follow; *words is where they are in argv. */
int args_parse(const struct arg *args, int argc, char **argv, int min, int max,
	       char ***words, struct err *e);

#endif
