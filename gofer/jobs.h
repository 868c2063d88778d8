/* SPDX-License-Identifier: ISC */
/*
 * What may take long - waiting for a disk - is done by a few threads, so that
 * the guest's other programs are served meanwhile.  Answers may come in any
 * order.
 */
#ifndef GOFER_JOBS_H
#define GOFER_JOBS_H

#include "gofer/tree.h"

struct err;

struct job {
	void (*run)(struct job *job);
	struct tree *tree;
	fuse_req_t req;			/* NULL: libfuse does not know it */
	uint64_t unique;		/* then */
	fuse_ino_t id, other;
	off_t off, other_off;
	size_t len;
	int flags;
	struct pieces pieces;		/* of guest RAM; to be freed by run */
};

/* Makes the threads, with what the caller may still do.  0 or -errno. */
int jobs_start(struct err *e);
/* Has a copy of it run, by this thread if the others have too much to do. */
void jobs_run(struct job job);

#endif
