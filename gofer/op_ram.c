// SPDX-License-Identifier: ISC
/*
 * Reads whose data goes to guest RAM: what the host has cached at once, what it
 * has not by another thread.
 */
#include "gofer/op_ram.h"

#include <errno.h>
#include <nabla/files.h>
#include <stdlib.h>
#include <string.h>

#include "gofer/channel.h"
#include "gofer/jobs.h"
#include "gofer/node.h"
#include "gofer/ops.h"

int op_ram_pieces(struct tree *t, size_t fixed, size_t size, struct iovec *iov)
{
	const struct fuse_in_header *h = channel_message();
	const char *segments = (const char *)(h + 1) + fixed;

	return ram_pieces(&t->ram, segments, h->len - sizeof(*h) - fixed, size,
			  iov);
}

static void answer(fuse_req_t req, ssize_t n)
{
	struct nabla_read out = { .size = (uint32_t)n };

	if (n < 0)
		reply(req, (int)n);
	else
		fuse_reply_buf(req, (const char *)&out, sizeof(out));
}

static void run_read(struct job *job)
{
	cleanup_hold struct hold h = { 0 };
	ssize_t n = hold_get(job->tree, job->id, USE_READ, &h);

	if (!n)
		n = ram_fill(&job->tree->ram, job->pieces.iov,
			     job->pieces.count, h.fd, job->off);
	answer(job->req, n);
	free(job->pieces.iov);
}

static void read_later(fuse_req_t req, fuse_ino_t id, const struct iovec *iov,
		       int count, off_t off)
{
	size_t size = (size_t)count * sizeof(*iov);
	struct iovec *copy = malloc(size);

	if (!copy) {
		reply(req, -ENOMEM);
		return;
	}
	memcpy(copy, iov, size);
	jobs_run((struct job) {
		.run = run_read, .tree = tree_of(req), .req = req, .id = id,
		.off = off, .pieces = { copy, count },
	});
}

/* -EAGAIN: it has to be waited for. */
static ssize_t read_now(struct tree *t, fuse_ino_t id, const struct iovec *iov,
			int count, size_t size, off_t off)
{
	cleanup_hold struct hold h = { 0 };
	ssize_t n = hold_get(t, id, USE_READ, &h);

	if (n < 0)
		return n;
	if (!file_cached(h.fd, size, off))
		return -EAGAIN;
	return ram_fill(&t->ram, iov, count, h.fd, off);
}

void op_read_ram(fuse_req_t req, fuse_ino_t id, size_t size, off_t off)
{
	struct iovec iov[NABLA_SEGMENTS_MAX];
	struct tree *t = tree_of(req);
	int count = op_ram_pieces(t, sizeof(struct fuse_read_in), size, iov);
	ssize_t n = count < 0 ? count :
				read_now(t, id, iov, count, size, off);

	if (n == -EAGAIN)
		read_later(req, id, iov, count, off);
	else
		answer(req, n);
}
