/* SPDX-License-Identifier: ISC */
/* The making of a container, for create and run. */
#ifndef RUNTIME_CREATE_H
#define RUNTIME_CREATE_H

#include "runtime/args.h"
#include "runtime/container.h"

struct create_options {
	const char *bundle, *config, *pid_file, *console_socket;
	const char *preserve_fds;
	bool no_pivot, no_new_keyring, no_subreaper;	/* mean nothing here */
};

/* Elements of a table for args_parse(), without its end. */
#define CREATE_ARGS(o) \
	{ "bundle", 'b', ARG_STRING, &(o)->bundle }, \
	{ "config", 'f', ARG_STRING, &(o)->config }, \
	{ "pid-file", 0, ARG_STRING, &(o)->pid_file }, \
	{ "console-socket", 0, ARG_STRING, &(o)->console_socket }, \
	{ "preserve-fds", 0, ARG_STRING, &(o)->preserve_fds }, \
	{ "no-pivot", 0, ARG_FLAG, &(o)->no_pivot }, \
	{ "no-subreaper", 0, ARG_FLAG, &(o)->no_subreaper }, \
	{ "no-new-keyring", 0, ARG_FLAG, &(o)->no_new_keyring }

/*
 * On success *c is open and locked, and the process waits for start.
 * *terminal, if there is a terminal and no console socket, is its master side;
 * else -1.  On failure nothing is left.
 */
int container_create(struct container *c, const struct runtime *rt,
		     const char *id, const struct create_options *o,
		     int *terminal, struct err *e);

/* Lets the process of a created container go on; c is locked. */
int container_start(struct container *c, struct err *e);

#endif
