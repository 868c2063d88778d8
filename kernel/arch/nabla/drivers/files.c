// SPDX-License-Identifier: GPL-2.0-only
/*
 * nablafs: stock fs/fuse over a stream socket of the host, at whose other end a
 * file server (the gofer) sits.  The source of a mount is the tag of a device:
 *
 *	mount -t nablafs TAG DIR
 *
 * A message on the socket is a FUSE message; its header says how long it is.
 * Requests are written from where they lie, pages included, by whoever makes
 * them; what the socket does not take is queued until it does.  Replies are
 * read by an interrupt thread: short ones in one piece, data into its pages.
 *
 * A server that closes the socket or breaks the protocol is a failing disk:
 * what was asked and what will be asked is answered with EIO.
 */
#include <linux/fs_context.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/magic.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <nabla/files.h>
#include <asm/host.h>
#include <asm/irq.h>
#include "../../../fs/fuse/fuse_i.h"

#define STAGE_LEN	8192
#define READAHEAD_PAGES	256		/* 1 MB, the longest request */
#define FORGET_MAX	100		/* in one message */
#define FORGET_DELAY	msecs_to_jiffies(10)

/*
 * The memory of a message's body: arguments, then pages.  @args and @pages are
 * one structure if there are pages.
 */
struct body {
	struct fuse_args *args;
	const struct fuse_page_desc *desc;
	struct page **page;
	unsigned int arg, nr_args;	/* pages are the argument nr_args */
	unsigned int nr_pages, at_page;
	size_t off;			/* in the argument or page */
	void *tail;			/* behind all that fuse knows of */
	size_t left;			/* of the whole body */
	bool in;
};

struct files {
	const struct nabla_device *device;
	int in_irq, out_irq;
	struct fuse_conn *fc;		/* while mounted */
	wait_queue_head_t idle;		/* nothing is pending */

	spinlock_t lock;		/* all up to the next blank line */
	bool broken;
	bool waiting;			/* out_irq is enabled */
	unsigned int pending;		/* requests without an answer */
	struct list_head queue;		/* the first is sent in part */
	struct list_head sent;
	size_t sent_len;		/* of queue's first, stage included */
	u8 *out;			/* STAGE_LEN */
	size_t out_from, out_to;	/* what lies in it still to be sent */

	struct work_struct fail_work;
	struct delayed_work forget_work;

	/* of the thread that receives */
	u8 *in;				/* STAGE_LEN */
	size_t in_len;
	struct fuse_req *in_req;	/* whose body is being read, into */
	struct body in_body;
	struct nabla_wrote in_wrote;	/* behind it, if wrote */
	bool wrote;
};

static struct files *files_all[NABLA_DEVICES_MAX];

static void body_init(struct body *b, struct fuse_args *args, bool in,
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

/* The next piece of memory; 0 at the end. */
static size_t body_piece(struct body *b, void **at)
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

/* @n bytes of the piece are done with. */
static void body_advance(struct body *b, size_t n)
{
	b->left -= n;
	b->off += n;
	if (b->arg < b->nr_args)
		return;
	while (b->at_page < b->nr_pages &&
	       b->off >= b->desc[b->at_page].length)
		b->off -= b->desc[b->at_page++].length;
}

static void body_skip(struct body *b, size_t n)
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

/* Copies to or from @buf what fits; returns how much. */
static size_t body_copy(struct body *b, u8 *buf, size_t size)
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

/* Under the lock. */
static void files_break(struct files *f, const char *why, long err)
{
	if (f->broken)
		return;
	f->broken = true;
	pr_err("nablafs %s: %s (%ld), all that follows is EIO\n",
	       f->device->name, why, err);
	schedule_work(&f->fail_work);
}

/* The end of a request that is on no list any more.  Not under the lock. */
static void files_end(struct files *f, struct fuse_req *req)
{
	clear_bit(FR_SENT, &req->flags);
	fuse_request_end(req);
	spin_lock(&f->lock);
	if (!--f->pending)
		wake_up(&f->idle);
	spin_unlock(&f->lock);
}

static void files_fail_list(struct files *f, struct list_head *list)
{
	struct fuse_req *req, *next;

	list_for_each_entry_safe(req, next, list, list) {
		list_del_init(&req->list);
		req->out.h.error = -EIO;
		files_end(f, req);
	}
}

static void files_fail(struct work_struct *work)
{
	struct files *f = container_of(work, struct files, fail_work);
	LIST_HEAD(list);

	spin_lock(&f->lock);
	list_splice_init(&f->sent, &list);
	list_splice_tail_init(&f->queue, &list);
	spin_unlock(&f->lock);
	files_fail_list(f, &list);
}

/*
 * Sending.  All under the lock.
 */

/* Returns bytes written, 0 if the socket is full; less than 0: broken. */
static long files_write(struct files *f, const void *buf, size_t len)
{
	long n;

	do
		n = host_write(f->device->fd, buf, len);
	while (n == -EINTR);
	if (n == -EAGAIN)
		return 0;
	if (n < 0)
		files_break(f, "cannot write to its server", n);
	return n;
}

static bool flush_stage(struct files *f)
{
	while (f->out_from < f->out_to) {
		long n = files_write(f, f->out + f->out_from,
				     f->out_to - f->out_from);

		if (n <= 0)
			return false;
		f->out_from += n;
	}
	f->out_from = f->out_to = 0;
	return true;
}

/*
 * Inodes that the guest lets go of come in crowds, and nobody waits for them:
 * in one message, with the next request or some time later.
 */
static size_t forget_message(struct fuse_iqueue *fiq, u8 *buf)
{
	struct fuse_in_header *h = (void *)buf;
	struct fuse_batch_forget_in *batch = (void *)(h + 1);
	struct fuse_forget_one *one = (void *)(batch + 1);
	struct fuse_forget_link *link, *next;
	unsigned int n = 0;

	spin_lock(&fiq->lock);
	if (!fiq->forget_list_head.next) {
		spin_unlock(&fiq->lock);
		return 0;
	}
	link = fuse_dequeue_forget(fiq, FORGET_MAX, &n);
	memset(h, 0, sizeof(*h));
	h->unique = fuse_get_unique(fiq);
	spin_unlock(&fiq->lock);

	h->opcode = FUSE_BATCH_FORGET;
	h->len = sizeof(*h) + sizeof(*batch) + n * sizeof(*one);
	*batch = (struct fuse_batch_forget_in) { .count = n };
	for (; link; link = next, one++) {
		next = link->next;
		*one = link->forget_one;
		kfree(link);
	}
	return h->len;
}

/*
 * Forgotten inodes, the header and what else fits go by way of the stage, in
 * one call for most requests; what is left of a long one from where it lies.
 * Inodes first, so that the space of a file just removed is free for what comes
 * next.
 */
static void stage_request(struct files *f, struct fuse_req *req,
			  struct body *b)
{
	const size_t hdr = sizeof(req->in.h);
	size_t at = forget_message(&f->fc->iq, f->out);

	memcpy(f->out + at, &req->in.h, hdr);
	f->sent_len = hdr + body_copy(b, f->out + at + hdr,
				      STAGE_LEN - at - hdr);
	f->out_to = at + f->sent_len;
}

static bool send_one(struct files *f, struct fuse_req *req)
{
	const size_t hdr = sizeof(req->in.h);
	struct body b;
	void *at;
	size_t len;
	long n;

	body_init(&b, req->args, true, req->in.h.len - hdr);
	if (f->sent_len)
		body_skip(&b, f->sent_len - hdr);
	else
		stage_request(f, req, &b);
	if (!flush_stage(f))
		return false;
	while ((len = body_piece(&b, &at))) {
		n = files_write(f, at, len);
		if (n <= 0)
			return false;
		body_advance(&b, n);
		f->sent_len += n;
	}
	f->sent_len = 0;
	return true;
}

static bool all_sent(struct files *f)
{
	return list_empty(&f->queue) && f->out_from == f->out_to;
}

/*
 * Sends what the socket takes; if that isn't all, goes on when it takes more.
 */
static void send_queue(struct files *f)
{
	while (!f->broken && flush_stage(f) && !list_empty(&f->queue)) {
		struct fuse_req *req = list_first_entry(&f->queue,
							struct fuse_req, list);

		if (!send_one(f, req))
			break;
		list_move_tail(&req->list, &f->sent);
	}
	if (f->waiting == (!f->broken && !all_sent(f)))
		return;
	f->waiting = !f->waiting;
	if (f->waiting)
		enable_irq(f->out_irq);
	else
		disable_irq_nosync(f->out_irq);
}

static irqreturn_t files_writable(int irq, void *data)
{
	struct files *f = data;

	spin_lock(&f->lock);
	send_queue(f);
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

/* Perhaps with locks of fuse held: a request must not end in here. */
static void files_request(struct fuse_iqueue *fiq) __releases(fiq->lock)
{
	struct files *f = fiq->priv;
	struct fuse_req *req = list_last_entry(&fiq->pending, struct fuse_req,
					       list);

	clear_bit(FR_PENDING, &req->flags);
	list_del_init(&req->list);
	spin_unlock(&fiq->lock);

	spin_lock(&f->lock);
	f->pending++;
	list_add_tail(&req->list, &f->queue);
	if (f->broken)
		schedule_work(&f->fail_work);
	else if (!f->waiting)
		send_queue(f);
	spin_unlock(&f->lock);
}

static void files_forget(struct fuse_iqueue *fiq) __releases(fiq->lock)
{
	struct files *f = fiq->priv;

	spin_unlock(&fiq->lock);
	schedule_delayed_work(&f->forget_work, FORGET_DELAY);
}

static void files_forget_work(struct work_struct *work)
{
	struct files *f = container_of(to_delayed_work(work), struct files,
				       forget_work);

	BUILD_BUG_ON(sizeof(struct fuse_in_header) +
		     sizeof(struct fuse_batch_forget_in) +
		     FORGET_MAX * sizeof(struct fuse_forget_one) > STAGE_LEN);
	spin_lock(&f->lock);
	/* Between two requests only. */
	while (!f->broken && all_sent(f)) {
		f->out_to = forget_message(&f->fc->iq, f->out);
		if (!f->out_to)
			break;
		send_queue(f);
	}
	if (!f->broken && !all_sent(f))
		schedule_delayed_work(&f->forget_work, FORGET_DELAY);
	spin_unlock(&f->lock);
}

/* Locks of the server's are not offered, so nothing waits that long. */
static void files_interrupt(struct fuse_iqueue *fiq) __releases(fiq->lock)
{
	spin_unlock(&fiq->lock);
}

static const struct fuse_iqueue_ops files_ops = {
	.wake_forget_and_unlock = files_forget,
	.wake_interrupt_and_unlock = files_interrupt,
	.wake_pending_and_unlock = files_request,
};

/*
 * Receiving: in the thread of in_irq.
 */

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

static irqreturn_t files_readable(int irq, void *data)
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

/*
 * Mounting
 */

static void files_defaults(struct fuse_fs_context *ctx)
{
	ctx->rootmode = S_IFDIR;
	ctx->default_permissions = 1;
	ctx->allow_other = 1;
	ctx->max_read = UINT_MAX;
	ctx->blksize = 512;
	ctx->destroy = true;
	ctx->no_control = true;
	ctx->no_force_umount = true;
}

static int files_fill_super(struct super_block *sb, struct fs_context *fsc)
{
	struct fuse_mount *fm = get_fuse_mount_super(sb);
	struct files *f = fm->fc->iq.priv;
	struct fuse_fs_context *ctx = fsc->fs_private;
	int err;

	files_defaults(ctx);
	err = fuse_fill_super_common(sb, ctx);
	if (err < 0)
		return err;
	sb->s_bdi->ra_pages = READAHEAD_PAGES;
	sb->s_bdi->io_pages = READAHEAD_PAGES;
	f->fc = fm->fc;
	fuse_send_init(fm);
	return 0;
}

static int files_test_super(struct super_block *sb, struct fs_context *fsc)
{
	struct fuse_mount *fm = fsc->s_fs_info;

	return fm->fc->iq.priv == get_fuse_mount_super(sb)->fc->iq.priv;
}

static struct files *files_find(const char *tag)
{
	unsigned int i;

	for (i = 0; i < NABLA_DEVICES_MAX && files_all[i]; i++)
		if (!strcmp(files_all[i]->device->name, tag))
			return files_all[i];
	return NULL;
}

static struct fuse_mount *files_new_conn(struct files *f,
					 struct fs_context *fsc)
{
	struct fuse_conn *fc = kzalloc(sizeof(*fc), GFP_KERNEL);
	struct fuse_mount *fm = kzalloc(sizeof(*fm), GFP_KERNEL);

	if (!fc || !fm) {
		kfree(fc);
		kfree(fm);
		return NULL;
	}
	fuse_conn_init(fc, fm, fsc->user_ns, &files_ops, f);
	fc->release = fuse_free_conn;
	fc->delete_stale = true;
	fc->sync_fs = true;
	fc->no_interrupt = true;
	return fm;
}

static int files_get_tree(struct fs_context *fsc)
{
	struct super_block *sb;
	struct files *f;
	int err;

	if (!fsc->source)
		return invalf(fsc, "nablafs: no source, which is a tag");
	f = files_find(fsc->source);
	if (!f)
		return invalf(fsc, "nablafs: no device with this tag");
	fsc->s_fs_info = files_new_conn(f, fsc);
	if (!fsc->s_fs_info)
		return -ENOMEM;
	sb = sget_fc(fsc, files_test_super, set_anon_super_fc);
	if (fsc->s_fs_info)
		fuse_mount_destroy(fsc->s_fs_info);
	if (IS_ERR(sb))
		return PTR_ERR(sb);
	if (!sb->s_root) {
		err = files_fill_super(sb, fsc);
		if (err) {
			deactivate_locked_super(sb);
			return err;
		}
		sb->s_flags |= SB_ACTIVE;
	}
	WARN_ON(fsc->root);
	fsc->root = dget(sb->s_root);
	return 0;
}

static void files_disconnect(struct files *f, struct fuse_mount *fm)
{
	fuse_conn_destroy(fm);
	wait_event(f->idle, !READ_ONCE(f->pending));
	/* fuse has forgotten all of them by itself, and asks no more. */
	cancel_delayed_work_sync(&f->forget_work);
	f->fc = NULL;
}

static void files_kill_sb(struct super_block *sb)
{
	struct fuse_mount *fm = get_fuse_mount_super(sb);

	if (sb->s_root && fuse_mount_remove(fm))
		files_disconnect(fm->fc->iq.priv, fm);
	kill_anon_super(sb);
	fuse_mount_destroy(fm);
}

static void files_free_fsc(struct fs_context *fsc)
{
	kfree(fsc->fs_private);
}

static const struct fs_context_operations files_context_ops = {
	.free = files_free_fsc,
	.get_tree = files_get_tree,
};

static int files_init_context(struct fs_context *fsc)
{
	fsc->fs_private = kzalloc(sizeof(struct fuse_fs_context), GFP_KERNEL);
	if (!fsc->fs_private)
		return -ENOMEM;
	fsc->ops = &files_context_ops;
	return 0;
}

static struct file_system_type nablafs = {
	.owner = THIS_MODULE,
	.name = "nablafs",
	.init_fs_context = files_init_context,
	.kill_sb = files_kill_sb,
};

static int __init files_irq(struct files *f, short events,
			    irq_handler_t thread, unsigned long flags)
{
	int irq = nabla_irq_line(f->device->fd, events);
	int err;

	if (irq < 0)
		return irq;
	err = request_threaded_irq(irq, NULL, thread, flags | IRQF_ONESHOT,
				   f->device->name, f);
	return err ? err : irq;
}

static int __init files_start(struct files *f)
{
	f->in = kmalloc(STAGE_LEN, GFP_KERNEL);
	f->out = kmalloc(STAGE_LEN, GFP_KERNEL);
	if (!f->in || !f->out)
		return -ENOMEM;
	f->out_irq = files_irq(f, POLLOUT, files_writable, IRQF_NO_AUTOEN);
	if (f->out_irq < 0)
		return f->out_irq;
	f->in_irq = files_irq(f, POLLIN, files_readable, 0);
	return f->in_irq < 0 ? f->in_irq : 0;
}

static int __init files_add(const struct nabla_device *d, unsigned int nr)
{
	struct files *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int err;

	if (!f)
		return -ENOMEM;
	f->device = d;
	spin_lock_init(&f->lock);
	init_waitqueue_head(&f->idle);
	INIT_LIST_HEAD(&f->queue);
	INIT_LIST_HEAD(&f->sent);
	INIT_WORK(&f->fail_work, files_fail);
	INIT_DELAYED_WORK(&f->forget_work, files_forget_work);
	err = files_start(f);
	if (err) {
		if (f->out_irq > 0)
			free_irq(f->out_irq, f);
		kfree(f->in);
		kfree(f->out);
		kfree(f);
		return err;
	}
	files_all[nr] = f;
	return 0;
}

static int __init nablafs_init(void)
{
	const struct nabla_device *d = nabla_boot->device;
	const struct nabla_device *end = d + nabla_boot->nr_devices;
	unsigned int nr = 0;
	int err;

	for (; d < end; d++) {
		if (d->type != NABLA_DEV_FILES)
			continue;
		err = files_add(d, nr);
		if (err)
			pr_err("files %s: error %d\n", d->name, err);
		else
			nr++;
	}
	return register_filesystem(&nablafs);
}
device_initcall(nablafs_init);
