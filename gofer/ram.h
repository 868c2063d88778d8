/* SPDX-License-Identifier: ISC */
/*
 * Guest RAM, if the tender has sent its file: data goes between it and the
 * host's files in one copy, by the kernel.  What is in it is the guest's, and
 * changes at any time: nothing here looks at it.
 *
 * The guest takes a request for ended when it is answered, and all of them when
 * the socket is closed or shut down, and uses their memory for something else.
 * So whoever shuts it down calls ram_leave() before: nothing is put in RAM or
 * taken from it afterwards.  Closed it is by the end of the process, which is
 * that of the last of its threads.
 */
#ifndef GOFER_RAM_H
#define GOFER_RAM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "gofer/iov.h"

#define RAM_POSITIONS	5		/* as many as threads that read */

struct ram {
	bool asked;			/* the stream has begun */
	int fd;				/* -1: there is none */
	uint64_t size;
	char *map;			/* to be read only */
	pthread_rwlock_t use;
	bool left;

	pthread_mutex_t lock;		/* all below */
	int position[RAM_POSITIONS];	/* more descriptors; not in use */
	unsigned int nr_positions;
};

void ram_init(struct ram *r);
void ram_destroy(struct ram *r);

/*
 * As read(): the first bytes of the stream, and with them the file, if it comes
 * and can't be cut short under us.
 */
ssize_t ram_receive(struct ram *r, int socket, void *buf, size_t len);

/*
 * Where len bytes of struct nabla_segments are, which hold size bytes: a number
 * of pieces, for which there is room, or -EINVAL.
 */
int ram_pieces(const struct ram *r, const void *segments, size_t len,
	       size_t size, struct iovec *iov);

/*
 * Fills the pieces from a file: how many bytes, fewer at its end, or -errno.
 * Waits for what is not cached.
 */
ssize_t ram_fill(struct ram *r, const struct iovec *iov, int count, int fd,
		 off_t off);

/* Around what takes data from it.  0, or -EIO: nothing may any more. */
int ram_enter(struct ram *r);
void ram_exit(struct ram *r);
void ram_leave(struct ram *r);

#endif
