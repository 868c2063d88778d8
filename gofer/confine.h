/* SPDX-License-Identifier: ISC */
/*
 * Giving up everything but one directory.  In this order:
 *
 *	confine_tree()	a mount of our own of the directory, without devices,
 *			without following symbolic links
 *	confine_mounts()	if asked for: that mount is all there is in a
 *			namespace of mounts, where others may add to it
 *	confine_fds()	nothing else is open
 *	confine_root()	/ is /proc/self/fd, and nothing else can be named
 *	confine_caps()	capabilities: those that ownership needs
 *	confine_calls()	the system calls that serving needs
 *
 * Each returns 0 (or a descriptor) or -errno with a message.
 */
#ifndef GOFER_CONFINE_H
#define GOFER_CONFINE_H

#include <stdbool.h>

struct err;

int confine_tree(const char *path, bool read_only, struct err *e);
/* tree: of confine_tree(); *proc: of a /proc, opened if it is -1. */
int confine_mounts(int tree, int *proc, struct err *e);
/* Keeps 0 to 2 and those given; any may be -1. */
int confine_fds(int a, int b, int c, int d, struct err *e);
/* proc: a descriptor of a /proc, which is closed, or -1. */
int confine_root(int proc, bool *all_users, struct err *e);
int confine_caps(struct err *e);
int confine_calls(int socket, struct err *e);

/* How many descriptors there may be, now that it has been raised. */
unsigned int confine_limits(void);

#endif
