/* SPDX-License-Identifier: ISC */
/*
 * Locks of the guest's programs, taken on the host too, so that other
 * guests and the host's own programs see them.  Each owner (a process, or an
 * open file) has a descriptor of its own for each file: what fcntl(2) locks by
 * it are OFD locks, what flock(2) locks is that.  The guest's kernel keeps its
 * programs apart by itself, and asks for what none of them has.
 *
 * Who has to wait does so in a thread that is made for it.  So the number of
 * owners and of those that wait are limited: ENOLCK.
 */
#ifndef GOFER_OP_LOCK_H
#define GOFER_OP_LOCK_H

#include "gofer/tree.h"

struct err;
struct fuse_in_header;

/* What locking takes, while it may still be had.  0 or -errno. */
int locks_start(struct err *e);

/* FUSE_GETLK, FUSE_SETLK, FUSE_SETLKW or FUSE_INTERRUPT, which was checked. */
void op_lock(struct tree *t, const struct fuse_in_header *h);

/* The guest does not have the file open any more: nobody has it locked. */
void locks_close(fuse_ino_t file);
/* It has none open.  Returns when nobody waits any more. */
void locks_close_all(void);

#endif
