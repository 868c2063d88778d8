// SPDX-License-Identifier: GPL-2.0-only
/* Sending.  All under the lock, but what fuse itself calls. */
#include <linux/slab.h>
#include "files.h"

#define FORGET_MAX	100		/* in one message */
#define FORGET_DELAY	msecs_to_jiffies(10)
#define INTERRUPTS_MAX	16		/* at a time */
#define INTERRUPT_BIT	1		/* of "unique": fuse counts by two */
#define EARLY_MAX	4		/* not ended: of fuse's 12 at a time */

/* Returns bytes written, 0 if the socket is full; less than 0: broken. */
static long files_write(struct files *f, const void *buf, size_t len)
{
	long n;

	do
		n = nabla_channel_write(&f->channel, buf, len);
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
 * What goes ahead of a request, to the empty stage: forgotten inodes, so that
 * the space of a file just removed is free for what comes next, and messages
 * without an answer.
 */
static size_t stage_ahead(struct files *f)
{
	size_t at = forget_message(&f->fc->iq, f->out);

	memcpy(f->out + at, f->early, f->early_len);
	at += f->early_len;
	f->early_len = 0;
	return at;
}

/*
 * The header and what else fits go by way of the stage, in one call for most
 * requests; what is left of a long one from where it lies.
 */
static void stage_request(struct files *f, struct fuse_req *req)
{
	const size_t hdr = sizeof(req->in.h);
	size_t at = stage_ahead(f);
	struct body b;

	f->sent_len = ram_message(f, req, f->out + at);
	if (!f->sent_len) {
		memcpy(f->out + at, &req->in.h, hdr);
		body_init(&b, req->args, true, req->in.h.len - hdr);
		f->sent_len = hdr + body_copy(&b, f->out + at + hdr,
					      STAGE_LEN - at - hdr);
	}
	f->out_to = at + f->sent_len;
}

/* What did not fit the stage.  False: nor does the socket take all of it. */
static bool send_rest(struct files *f, struct fuse_req *req)
{
	const size_t hdr = sizeof(req->in.h);
	struct body b;
	void *at;
	size_t len;
	long n;

	body_init(&b, req->args, true, req->in.h.len - hdr);
	body_skip(&b, f->sent_len - hdr);
	while ((len = body_piece(&b, &at))) {
		n = files_write(f, at, len);
		if (n <= 0)
			return false;
		body_advance(&b, n);
		f->sent_len += n;
	}
	return true;
}

static bool send_one(struct files *f, struct fuse_req *req)
{
	if (!f->sent_len)
		stage_request(f, req);
	if (!flush_stage(f) || (!ram_is_used(req) && !send_rest(f, req)))
		return false;
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

/*
 * What needs no answer: opening a file to read it, and closing.  The guest has
 * checked permissions, and the server holds on to files whose names it has
 * told.  So these are done when they are asked for, and the server learns of
 * them with the next request, or some time later.
 */
static bool needs_no_answer(const struct files *f, const struct fuse_req *req)
{
	const struct fuse_open_in *in;

	if (!READ_ONCE(f->one_way))
		return false;
	switch (req->in.h.opcode) {
	case FUSE_OPEN:
		in = req->args->in_args[0].value;
		return (in->flags & (O_ACCMODE | O_TRUNC)) == O_RDONLY;
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
		return true;
	}
	return false;
}

/* What closing does: a file opened to be read, and held no lock on, nothing. */
static bool is_plain_release(const struct fuse_in_header *h)
{
	const struct fuse_release_in *in = (const void *)(h + 1);

	return h->opcode == FUSE_RELEASE && !in->release_flags &&
	       (in->flags & O_ACCMODE) == O_RDONLY;
}

/* Whether the server is the same after both as it was before. */
static bool undoes(const struct fuse_in_header *a,
		   const struct fuse_in_header *b)
{
	return a->nodeid == b->nodeid &&
	       ((is_plain_release(a) && b->opcode == FUSE_OPEN) ||
		(is_plain_release(b) && a->opcode == FUSE_OPEN));
}

/*
 * The last message in the queue is no news if another that is still there does
 * the opposite: servers open and close the same file over and over.
 */
static bool cancel_early(struct files *f, u8 *last)
{
	struct fuse_in_header *h;
	u8 *at, *next;

	for (at = f->early; at < last; at = next) {
		h = (void *)at;
		next = at + h->len;
		if (!undoes(h, (void *)last))
			continue;
		memmove(at, next, last - next);
		f->early_len = at + (last - next) - f->early;
		return true;
	}
	return false;
}

/* Under the lock.  False: there is no room. */
static bool put_early(struct files *f, const struct fuse_req *req)
{
	struct fuse_in_header h = req->in.h;
	u8 *at = f->early + f->early_len;
	struct body b;

	if (f->broken || f->early_len + h.len > EARLY_LEN)
		return false;
	h.unique |= NABLA_ONE_WAY;
	memcpy(at, &h, sizeof(h));
	body_init(&b, req->args, true, h.len - sizeof(h));
	body_copy(&b, at + sizeof(h), b.left);
	f->early_len += h.len;
	if (!cancel_early(f, at))
		schedule_delayed_work(&f->forget_work, FORGET_DELAY);
	return true;
}

/* An open has a caller that waits and holds no lock of fuse's. */
static void end_open(struct fuse_req *req)
{
	struct fuse_open_out *out = req->args->out_args[0].value;

	*out = (struct fuse_open_out) { .open_flags = FOPEN_KEEP_CACHE };
	req->out.h.error = 0;
	fuse_request_end(req);
}

static void end_early(struct files *f)
{
	LIST_HEAD(list);

	spin_lock(&f->lock);
	list_splice_init(&f->early_done, &list);
	f->nr_early = 0;
	spin_unlock(&f->lock);
	files_end_list(f, &list, 0);
}

void files_early_work(struct work_struct *work)
{
	end_early(container_of(to_delayed_work(work), struct files,
			       early_work));
}

/*
 * Nobody waits for these to end, and a thread of its own for each would cost
 * two switches: the next request ends them, or the next tick.
 */
static void end_later(struct files *f, struct fuse_req *req)
{
	f->pending++;
	list_add_tail(&req->list, &f->early_done);
	if (++f->nr_early < EARLY_MAX)
		schedule_delayed_work(&f->early_work, 1);
	else
		mod_delayed_work(system_wq, &f->early_work, 0);
}

static bool send_early(struct files *f, struct fuse_req *req)
{
	bool open = req->in.h.opcode == FUSE_OPEN, done;

	if (!needs_no_answer(f, req))
		return false;
	spin_lock(&f->lock);
	done = put_early(f, req);
	if (done && !open)
		end_later(f, req);
	spin_unlock(&f->lock);
	if (done && open)
		end_open(req);
	return done;
}

/* Perhaps with locks of fuse held: a request must not end in here. */
static void files_request(struct fuse_iqueue *fiq) __releases(fiq->lock)
{
	struct files *f = fiq->priv;
	struct fuse_req *req = list_last_entry(&fiq->pending, struct fuse_req,
					       list);

	clear_bit(FR_PENDING, &req->flags);
	list_del_init(&req->list);
	/* Of this kind alone fuse says when it is to be interrupted. */
	if (req->in.h.opcode == FUSE_SETLKW)
		set_bit(FR_SENT, &req->flags);
	spin_unlock(&fiq->lock);

	/* one that is waited for comes without locks */
	if (!test_bit(FR_BACKGROUND, &req->flags) && READ_ONCE(f->nr_early))
		end_early(f);
	if (send_early(f, req))
		return;
	spin_lock(&f->lock);
	f->pending++;
	list_add_tail(&req->list, &f->queue);
	files_watch(f);
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

/*
 * Who waits for a lock and was sent a signal waits no more.  To the stage,
 * behind the requests that are meant: so all must have been sent.
 */
static size_t stage_interrupts(struct fuse_iqueue *fiq, u8 *buf)
{
	struct {
		struct fuse_in_header h;
		struct fuse_interrupt_in in;
	} *m = (void *)buf;
	struct fuse_req *req;
	unsigned int n;

	spin_lock(&fiq->lock);
	for (n = 0; n < INTERRUPTS_MAX && !list_empty(&fiq->interrupts); n++) {
		req = list_first_entry(&fiq->interrupts, struct fuse_req,
				       intr_entry);
		list_del_init(&req->intr_entry);
		memset(&m[n], 0, sizeof(m[n]));
		m[n].h.len = sizeof(m[n]);
		m[n].h.opcode = FUSE_INTERRUPT;
		m[n].h.unique = req->in.h.unique | INTERRUPT_BIT;
		m[n].in.unique = req->in.h.unique;
	}
	spin_unlock(&fiq->lock);
	return n * sizeof(*m);
}

/* Not in the middle of one. */
static void send_ahead(struct files *f)
{
	while (!f->broken && all_sent(f)) {
		f->out_to = stage_ahead(f);
		f->out_to += stage_interrupts(&f->fc->iq, f->out + f->out_to);
		if (!f->out_to)
			break;
		send_queue(f);
	}
}

/* If the socket is full, whether it empties says as much. */
void files_probe(struct files *f)
{
	const struct fuse_in_header h = {
		.len = sizeof(h), .opcode = FUSE_BMAP, .unique = NABLA_PROBE,
	};

	if (f->early_len + sizeof(h) > EARLY_LEN)
		return;
	memcpy(f->early + f->early_len, &h, sizeof(h));
	f->early_len += sizeof(h);
	send_ahead(f);
}

void files_forget_work(struct work_struct *work)
{
	struct files *f = container_of(to_delayed_work(work), struct files,
				       forget_work);

	BUILD_BUG_ON(sizeof(struct fuse_in_header) +
		     sizeof(struct fuse_batch_forget_in) +
		     FORGET_MAX * sizeof(struct fuse_forget_one) +
		     INTERRUPTS_MAX * (sizeof(struct fuse_in_header) +
				       sizeof(struct fuse_interrupt_in)) +
		     EARLY_LEN > STAGE_LEN / 2);
	BUILD_BUG_ON(STAGE_LEN / 2 + sizeof(struct fuse_in_header) +
		     sizeof(struct fuse_write_in) + NABLA_SEGMENTS_MAX *
		     sizeof(struct nabla_segment) > OUT_LEN);
	spin_lock(&f->lock);
	send_ahead(f);
	if (!f->broken && !all_sent(f))
		schedule_delayed_work(&f->forget_work, FORGET_DELAY);
	spin_unlock(&f->lock);
}

static void files_interrupt(struct fuse_iqueue *fiq) __releases(fiq->lock)
{
	struct files *f = fiq->priv;

	spin_unlock(&fiq->lock);
	mod_delayed_work(system_wq, &f->forget_work, 0);
}

const struct fuse_iqueue_ops files_ops = {
	.wake_forget_and_unlock = files_forget,
	.wake_interrupt_and_unlock = files_interrupt,
	.wake_pending_and_unlock = files_request,
};
