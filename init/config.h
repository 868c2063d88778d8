/* SPDX-License-Identifier: ISC */
/*
 * The description of a container (<nabla/config.h>), record by record.  Pure:
 * reads the bytes it is given and nothing else, allocates nothing.
 */
#ifndef INIT_CONFIG_H
#define INIT_CONFIG_H

#include <stddef.h>

#include "lib/err.h"

enum directive {
	D_ARG,
	D_ENV,
	D_CWD,
	D_ROOT,
	D_FILES,
	D_BIND,
	D_DEV,
	D_HOME,
	D_USER,
	D_GROUP,
	D_UMASK,
	D_RLIMIT,
	D_HOSTNAME,
	D_DOMAINNAME,
	D_SYSCTL,
	D_MKDIR,
	D_MOUNT,
	D_SYMLINK,
	D_WRITE,
	D_LINK,
	D_MTU,
	D_ADDRESS,
	D_PEER,
	D_ROUTE,
	D_ROUTING,
	D_RESOLVER,
	D_DEVICE,
	D_MASK,
	D_READONLY,
	D_NAMESPACE,
	D_CGROUP,
	D_WAIT,
	D_WINSIZE,
	D_OOM,
	D_SCHED,
	D_IOPRIO,
	D_SECCOMP,
	D_CAP,
	D_NNP,
	D_CONSOLE,
	D_COUNT
};

#define RECORD_ARGS_MAX	7

/* One record; its strings lie in the description's bytes. */
struct record {
	enum directive what;
	unsigned int number;		/* its place, from 1 */
	const char *arg[RECORD_ARGS_MAX];
};

/* Where in the description we are; the bytes must outlive it. */
struct cursor {
	const char *at, *end;
	unsigned int number;
};

void config_rewind(struct cursor *c, const char *bytes, size_t size);

/* 1: *r is the next record; 0: there is none; -EINVAL. */
int config_next(struct cursor *c, struct record *r, struct err *e);

/* Put the record's place and directive in front of the message in *e. */
int record_failed(const struct record *r, struct err *e);

#endif
