// SPDX-License-Identifier: GPL-2.0-only
/* Sending.  All under the lock, but what fuse itself calls. */
#include <linux/slab.h>
#include "files.h"

#define FORGET_MAX	100		/* in one message */
#define FORGET_DELAY	msecs_to_jiffies(10)

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

irqreturn_t files_writable(int irq, void *data)
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

void files_forget_work(struct work_struct *work)
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

const struct fuse_iqueue_ops files_ops = {
	.wake_forget_and_unlock = files_forget,
	.wake_interrupt_and_unlock = files_interrupt,
	.wake_pending_and_unlock = files_request,
};
