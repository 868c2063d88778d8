/* SPDX-License-Identifier: ISC */
/* Pieces of memory of which some have been done with. */
#ifndef GOFER_IOV_H
#define GOFER_IOV_H

#include <stddef.h>
#include <sys/uio.h>

struct pieces {
	struct iovec *iov;
	int count;
};

/* The first n bytes are done with; there are as many. */
static inline void pieces_skip(struct pieces *p, size_t n)
{
	for (; p->count && n >= p->iov->iov_len; p->iov++, p->count--)
		n -= p->iov->iov_len;
	if (p->count) {
		p->iov->iov_base = (char *)p->iov->iov_base + n;
		p->iov->iov_len -= n;
	}
}

#endif
