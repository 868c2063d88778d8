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
	       h->len == sizeof(*h) + sizeof(struct nabla_wrote) +
			 fuse_len_args(req->args->out_numargs,
				       req->args->out_args);
}

static bool is_read_in_ram(const struct fuse_req *req,
			   const struct fuse_out_header *h)
{
	return req->in.h.opcode == FUSE_READ && ram_is_used(req) && !h->error;
}

/* The answer has, in place of data, how much of it there is. */
static int begin_read_in_ram(struct files *f, const struct fuse_out_header *h)
{
	if (h->len != sizeof(*h) + sizeof(f->in_read))
		return -EMSGSIZE;
	f->wrote = false;
	f->in_body = (struct body) {
		.args = f->in_req->args, .tail = &f->in_read,
		.left = sizeof(f->in_read),
	};
	return 0;
}

static int begin_reply(struct files *f, const struct fuse_out_header *h)
{
	struct fuse_out_header body = *h;
	struct fuse_req *req;

	spin_lock(&f->lock);
	req = take_sent(f, h->unique);
	spin_unlock(&f->lock);
	if (!req)
		return -ENOENT;
	f->in_req = req;
	if (is_read_in_ram(req, h)) {
		req->out.h = *h;
		return begin_read_in_ram(f, h);
	}
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

static u64 written_at(const struct fuse_args *args)
{
	const struct fuse_write_in *in = args->in_args[0].value;

	if (in->write_flags & NABLA_WRITE_APPEND)
		return *(const u64 *)args->out_args[1].value;
	return in->offset;
}

/* Under the inode's lock. */
static bool is_own_write(struct inode *inode, const struct nabla_wrote *w,
			 const struct fuse_args *args)
{
	const struct fuse_write_in *in = args->in_args[0].value;
	const struct fuse_write_out *out = args->out_args[0].value;
	struct timespec64 before = { w->before, w->before_nsec };
	u64 end = in->offset + out->size;

	return w->before_nsec < NSEC_PER_SEC &&
	       written_at(args) == in->offset &&
	       timespec64_equal(&inode->i_mtime, &before) &&
	       w->after.attr.size == max_t(u64, i_size_read(inode), end);
}

static u64 valid_until(const struct fuse_attr_out *o)
{
	struct timespec64 valid = { o->attr_valid, o->attr_valid_nsec };

	if (o->attr_valid_nsec >= NSEC_PER_SEC)
		return 0;
	return get_jiffies_64() + timespec64_to_jiffies(&valid);
}

/*
 * A write of the guest's own is no reason to drop what is cached of the file:
 * if nobody else has changed it, its attributes are what the answer says.  Not
 * its size, which the writer is about to set.
 */
static void note_write(struct files *f, struct inode *inode,
		       const struct fuse_args *args)
{
	const struct fuse_write_in *in = args->in_args[0].value;
	struct fuse_inode *fi = get_fuse_inode(inode);
	struct nabla_wrote *w = &f->in_wrote;
	bool own;

	spin_lock(&fi->lock);
	own = f->wrote && is_own_write(inode, w, args);
	if (own)
		fuse_change_attributes_common(inode, &w->after.attr,
					      valid_until(&w->after), 0);
	/* Pages that are written back have no writer. */
	if (own && !(in->write_flags & FUSE_WRITE_CACHE))
		set_bit(FUSE_I_WROTE, &fi->state);
	else
		clear_bit(FUSE_I_WROTE, &fi->state);
	spin_unlock(&fi->lock);
}

static void find_and_note_write(struct files *f, const struct fuse_req *req)
{
	struct fuse_conn *fc = f->fc;
	struct inode *inode;

	down_read(&fc->killsb);
	inode = fuse_ilookup(fc, req->in.h.nodeid, NULL);
	if (inode) {
		note_write(f, inode, req->args);
		iput(inode);
	}
	up_read(&fc->killsb);
}

static void note_init(struct files *f, const struct fuse_args *args)
{
	const struct fuse_init_out *out = args->out_args[0].value;
	u32 last = out->unused[ARRAY_SIZE(out->unused) - 1];

	WRITE_ONCE(f->one_way, last & NABLA_FILES_ONE_WAY);
	WRITE_ONCE(f->ram, last & NABLA_FILES_RAM);
	f->fc->write_around = !!(last & NABLA_FILES_RAM);
	f->fc->host_append = !!(last & NABLA_FILES_APPEND);
	f->fc->host_locks = !!(last & NABLA_FILES_LOCKS);
	f->fc->short_list_ends = !!(last & NABLA_FILES_SHORT_LIST);
	/* Nothing else takes so long that it had to be interrupted. */
	f->fc->no_interrupt = !f->fc->host_locks;
}

static void finish_read_in_ram(struct files *f, struct fuse_req *req)
{
	struct fuse_arg *data = &req->args->out_args[0];

	if (f->in_read.size > data->size ||
	    (f->in_read.size < data->size && !req->args->out_argvar))
		req->out.h.error = -EIO;
	else
		data->size = f->in_read.size;
}

static void finish_reply(struct files *f)
{
	struct fuse_req *req = f->in_req;

	f->in_req = NULL;
	if (is_read_in_ram(req, &req->out.h))
		finish_read_in_ram(f, req);
	if (!req->out.h.error) {
		if (req->in.h.opcode == FUSE_WRITE)
			find_and_note_write(f, req);
		else if (req->in.h.opcode == FUSE_INIT)
			note_init(f, req->args);
		zero_rest(req->args);
	}
	files_end(f, req);
}

static bool is_probed(const struct fuse_out_header *h)
{
	return h->unique == NABLA_PROBE && h->len == sizeof(*h);
}

/* Answers out of the stage.  The last may go on in the socket. */
static int take_stage(struct files *f)
{
	struct fuse_out_header h;
	size_t at = 0;
	int err = 0;

	while (!f->in_req && f->in_len - at >= sizeof(h)) {
		memcpy(&h, f->in + at, sizeof(h));
		if (is_probed(&h)) {
			at += sizeof(h);
			continue;
		}
		err = h.len < sizeof(h) ? -EBADMSG : begin_reply(f, &h);
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

/* One read; 0: nothing more is there now, 1: there may be. */
static int receive_some(struct files *f)
{
	void *at = f->in + f->in_len;
	size_t len = STAGE_LEN - f->in_len;
	bool all;
	long n;

	if (f->in_req)
		len = body_piece(&f->in_body, &at);
	n = nabla_channel_read(&f->channel, at, len);
	if (n <= 0)
		return n == -EAGAIN ? 0 : n == -EINTR ? 1 : n ? n : -EPIPE;
	WRITE_ONCE(f->heard, true);
	all = n < len;			/* of a stream */
	if (!f->in_req) {
		f->in_len += n;
		n = take_stage(f);
		return n ? n : !all;
	}
	body_advance(&f->in_body, n);
	if (!f->in_body.left)
		finish_reply(f);
	return !all;
}

irqreturn_t files_readable(int irq, void *data)
{
	struct files *f = data;
	int n = READ_ONCE(f->broken) ? -EIO : 1;

	while (n > 0)
		n = receive_some(f);
	if (!n)
		return IRQ_HANDLED;
	disable_irq_nosync(irq);
	spin_lock(&f->lock);
	files_break(f, n == -EPIPE ? "its server is gone" :
		    "its server sent what is no answer", n);
	if (f->in_req)
		list_add_tail(&f->in_req->list, &f->sent);
	f->in_req = NULL;
	schedule_work(&f->fail_work);
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}
