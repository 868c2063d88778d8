/* SPDX-License-Identifier: ISC */
/* The command line. */
#ifndef GOFER_OPTIONS_H
#define GOFER_OPTIONS_H

#include <stdbool.h>

struct err;

enum action { ACTION_SERVE, ACTION_VERSION, ACTION_HELP };

struct options {
	enum action action;
	const char *directory;
	int socket;			/* -1: make one, and start a command */
	int ready;			/* descriptor to tell; -1: none */
	int proc;			/* a descriptor of /proc; -1: none */
	bool read_only;
	bool namespace;			/* of mounts, of its own */
	const char *own;		/* the guest's alone, or NULL */
	double timeout;			/* seconds */
	char **command;			/* NULL-ended; NULL: none */
};

extern const char options_usage[];

/* 0 or -errno with a message. */
int options_parse(struct options *o, int argc, char **argv, struct err *e);

#endif
