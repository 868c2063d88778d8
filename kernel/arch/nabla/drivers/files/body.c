// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include "files.h"

void body_init(struct body *b, struct fuse_args *args, bool in,
		      size_t len)
{
	struct fuse_args_pages *ap;
	bool pages = in ? args->in_pages : args->out_pages;

	memset(b, 0, sizeof(*b));
	b->args = args;
	b->in = in;
	b->left = len;
	b->nr_args = (in ? args->in_numargs : args->out_numargs) - pages;
	if (!pages)
		return;
	ap = container_of(args, struct fuse_args_pages, args);
	b->page = ap->pages;
	b->desc = ap->descs;
	b->nr_pages = ap->num_pages;
}

static size_t body_arg(const struct body *b, void **at)
{
	if (b->in) {
		*at = (void *)b->args->in_args[b->arg].value + b->off;
		return b->args->in_args[b->arg].size - b->off;
	}
	*at = b->args->out_args[b->arg].value + b->off;
	return b->args->out_args[b->arg].size - b->off;
}

/* From the present page on, as far as memory is contiguous. */
static size_t body_pages(const struct body *b, void **at)
{
	unsigned int i = b->at_page;
	size_t len = b->desc[i].length - b->off;
	void *end;

	*at = page_address(b->page[i]) + b->desc[i].offset + b->off;
	for (end = *at + len; ++i < b->nr_pages; end += b->desc[i].length) {
		if (page_address(b->page[i]) + b->desc[i].offset != end)
			break;
		len += b->desc[i].length;
	}
	return len;
}

size_t body_piece(struct body *b, void **at)
{
	size_t len;

	while (b->left && b->arg < b->nr_args) {
		len = body_arg(b, at);
		if (len)
			return min(len, b->left);
		b->arg++;
		b->off = 0;
	}
	if (b->left && b->at_page < b->nr_pages)
		return min(body_pages(b, at), b->left);
	if (!b->tail)
		return 0;
	*at = b->tail + b->off;
	return b->left;
}

void body_advance(struct body *b, size_t n)
{
	b->left -= n;
	b->off += n;
	if (b->arg < b->nr_args)
		return;
	while (b->at_page < b->nr_pages &&
	       b->off >= b->desc[b->at_page].length)
		b->off -= b->desc[b->at_page++].length;
}

void body_skip(struct body *b, size_t n)
{
	void *at;

	while (n) {
		size_t len = min(body_piece(b, &at), n);

		if (!len)
			return;
		body_advance(b, len);
		n -= len;
	}
}

size_t body_copy(struct body *b, u8 *buf, size_t size)
{
	size_t done = 0, len;
	void *at;

	while (done < size && (len = body_piece(b, &at))) {
		len = min(len, size - done);
		if (b->in)
			memcpy(buf + done, at, len);
		else
			memcpy(at, buf + done, len);
		body_advance(b, len);
		done += len;
	}
	return done;
}
