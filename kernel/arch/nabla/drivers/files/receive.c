// SPDX-License-Identifier: GPL-2.0-only
/* Receiving: in the thread of in_irq. */
#include <linux/highmem.h>
#include "files.h"

static struct fuse_req *take_sent(struct files *f, u64 unique)
{
	struct fuse_req *req;

	list_for_each_entry(req, &f->sent, list) {
		if (req->in.h.unique == unique) {
			list_del_init(&req->list);
			return req;
		}
	}
	return NULL;
}

/* Is the answer of the size that was asked for?  Sets what the last one has. */
static bool fit_reply(struct fuse_args *args, const struct fuse_out_header *h)
{
	size_t len = h->len - sizeof(*h);
	size_t most = fuse_len_args(args->out_numargs, args->out_args);
	struct fuse_arg *last = &args->out_args[args->out_numargs - 1];

	if (h->error)
		return h->error < 0 && h->error > -512 && !len;
	if (len == most)
		return true;
	if (len > most || !args->out_argvar || most - len > last->size)
		return false;
	last->size -= most - len;
	return true;
}

static bool has_wrote(const struct fuse_req *req,
		      const struct fuse_out_header *h)
{
	return req->in.h.opcode == FUSE_WRITE && !h->error &&
	       h->len == sizeof(*h) + sizeof(struct fuse_write_out) +
			 sizeof(struct nabla_wrote);
}

static int begin_reply(struct files *f, const struct fuse_out_header *h)
{
	struct fuse_out_header body = *h;
	struct fuse_req *req;

	if (h->len < sizeof(*h))
		return -EBADMSG;
	spin_lock(&f->lock);
	req = take_sent(f, h->unique);
	spin_unlock(&f->lock);
	if (!req)
		return -ENOENT;
	f->in_req = req;
	f->wrote = has_wrote(req, h);
	body.len -= f->wrote * sizeof(f->in_wrote);
	if (!fit_reply(req->args, &body))
		return -EMSGSIZE;
	req->out.h = body;
	body_init(&f->in_body, req->args, false, h->len - sizeof(*h));
	if (f->wrote)
		f->in_body.tail = &f->in_wrote;
	return 0;
}

/* What a short answer leaves of its pages is no data of somebody else's. */
static void zero_rest(struct fuse_args *args)
{
	struct fuse_args_pages *ap;
	size_t left, len;
	unsigned int i;

	if (!args->out_pages || !args->page_zeroing)
		return;
	ap = container_of(args, struct fuse_args_pages, args);
	left = args->out_args[args->out_numargs - 1].size;
	for (i = 0; i < ap->num_pages; i++) {
		len = min_t(size_t, left, ap->descs[i].length);
		left -= len;
		if (len < ap->descs[i].length)
			zero_user_segment(ap->pages[i],
					  ap->descs[i].offset + len,
					  ap->descs[i].offset +
					  ap->descs[i].length);
	}
}

/*
 * A write of the guest's own is no reason to drop what is cached of the file:
 * if nobody else has changed it, its new time of change is no news when
 * attributes are next asked for.
 */
static void note_wrote(struct files *f, u64 nodeid)
{
	const struct nabla_wrote *w = &f->in_wrote;
	struct timespec64 before = { w->before, w->before_nsec };
	struct fuse_conn *fc = f->fc;
	struct inode *inode;

	if (w->before_nsec >= NSEC_PER_SEC || w->after_nsec >= NSEC_PER_SEC)
		return;
	down_read(&fc->killsb);
	inode = fuse_ilookup(fc, nodeid, NULL);
	if (inode) {
		spin_lock(&get_fuse_inode(inode)->lock);
		if (timespec64_equal(&inode->i_mtime, &before)) {
			inode->i_mtime.tv_sec = w->after;
			inode->i_mtime.tv_nsec = w->after_nsec;
		}
		spin_unlock(&get_fuse_inode(inode)->lock);
		iput(inode);
	}
	up_read(&fc->killsb);
}

static void finish_reply(struct files *f)
{
	struct fuse_req *req = f->in_req;

	f->in_req = NULL;
	if (f->wrote)
		note_wrote(f, req->in.h.nodeid);
	if (!req->out.h.error)
		zero_rest(req->args);
	files_end(f, req);
}

/* Answers out of the stage.  The last may go on in the socket. */
static int take_stage(struct files *f)
{
	struct fuse_out_header h;
	size_t at = 0;
	int err = 0;

	while (!f->in_req && f->in_len - at >= sizeof(h)) {
		memcpy(&h, f->in + at, sizeof(h));
		err = begin_reply(f, &h);
		if (err)
			break;
		at += sizeof(h);
		at += body_copy(&f->in_body, f->in + at, f->in_len - at);
		if (!f->in_body.left)
			finish_reply(f);
	}
	f->in_len -= at;
	memmove(f->in, f->in + at, f->in_len);
	return err;
}

/* One read; 0: nothing there, 1: something was. */
static int receive_some(struct files *f)
{
	void *at = f->in + f->in_len;
	size_t len = STAGE_LEN - f->in_len;
	long n;

	if (f->in_req)
		len = body_piece(&f->in_body, &at);
	n = host_read(f->device->fd, at, len);
	if (n <= 0)
		return n == -EAGAIN ? 0 : n == -EINTR ? 1 : n ? n : -EPIPE;
	if (!f->in_req) {
		f->in_len += n;
		n = take_stage(f);
		return n ? n : 1;
	}
	body_advance(&f->in_body, n);
	if (!f->in_body.left)
		finish_reply(f);
	return 1;
}

irqreturn_t files_readable(int irq, void *data)
{
	struct files *f = data;
	int n;

	do
		n = receive_some(f);
	while (n > 0);
	if (!n)
		return IRQ_HANDLED;
	disable_irq_nosync(irq);
	spin_lock(&f->lock);
	files_break(f, n == -EPIPE ? "its server is gone" :
		    "its server sent what is no answer", n);
	if (f->in_req)
		list_add_tail(&f->in_req->list, &f->sent);
	f->in_req = NULL;
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}
