// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long reads and writes whose data the server takes from guest RAM, or puts
 * there, by itself: the request says where.
 *
 * Such memory must not become something else's while the server may still touch
 * it.  That ends with the answer; or with the server, whose socket is closed
 * when the last of its threads has ended.  But a server that stands still, or
 * talks nonsense, is taken for a failing disk while it is alive, and may go on:
 * so the pages of what it has not answered then are never freed.  That is 64 MB
 * of readahead at most and what programs were at, once for a device.
 *
 * Reads into a program's own pages are answered by the stream: after an error
 * it uses these again at once, whoever writes to them.
 */
#include <linux/mm.h>
#include "files.h"

#define IN_RAM_MIN	32768		/* less is as quickly copied */

/* The word of the structure in front that may have NABLA_IN_RAM, or NULL. */
static u32 *ram_flags(const struct fuse_req *req)
{
	void *in = (void *)req->args->in_args[0].value;

	switch (req->in.h.opcode) {
	case FUSE_READ:
		return &((struct fuse_read_in *)in)->read_flags;
	case FUSE_WRITE:
		return &((struct fuse_write_in *)in)->write_flags;
	}
	return NULL;
}

bool ram_is_used(const struct fuse_req *req)
{
	u32 *flags = ram_flags(req);

	return flags && (*flags & NABLA_IN_RAM);
}

/* Puts @b on the pages of the request, if there is enough in them. */
static bool ram_body(const struct fuse_req *req, struct body *b)
{
	struct fuse_args *args = req->args;
	size_t front = args->in_args[0].size, len;

	if (req->in.h.opcode == FUSE_READ) {
		if (!args->out_pages || args->user_pages)
			return false;
		len = args->out_args[0].size;
		body_init(b, args, false, len);
	} else {
		if (!args->in_pages)
			return false;
		len = args->in_args[1].size;
		body_init(b, args, true, front + len);
		body_skip(b, front);
	}
	return len >= IN_RAM_MIN;
}

/* Behind @at; how many, or 0 if they are too many. */
static unsigned int put_segments(struct body *b, struct nabla_segment *at)
{
	unsigned int n = 0;
	void *piece;
	size_t len;

	while ((len = body_piece(b, &piece))) {
		if (n == NABLA_SEGMENTS_MAX)
			return 0;
		at[n++] = (struct nabla_segment) {
			.at = __pa(piece), .length = len,
		};
		body_advance(b, len);
	}
	return b->left ? 0 : n;
}

size_t ram_message(struct files *f, struct fuse_req *req, u8 *at)
{
	const struct fuse_in_arg *front = &req->args->in_args[0];
	struct fuse_in_header *h = (void *)at;
	u32 *flags = ram_flags(req);
	struct body b;
	unsigned int n;

	if (!f->ram || !flags || !ram_body(req, &b))
		return 0;
	n = put_segments(&b, (void *)(at + sizeof(*h) + front->size));
	if (!n)
		return 0;
	*flags |= NABLA_IN_RAM;
	*h = req->in.h;
	h->len = sizeof(*h) + front->size + n * sizeof(struct nabla_segment);
	memcpy(h + 1, front->value, front->size);
	return h->len;
}

void ram_keep(struct fuse_req *req)
{
	struct fuse_args_pages *ap;
	unsigned int i;

	if (!ram_is_used(req))
		return;
	ap = container_of(req->args, struct fuse_args_pages, args);
	for (i = 0; i < ap->num_pages; i++)
		get_page(ap->pages[i]);
}
