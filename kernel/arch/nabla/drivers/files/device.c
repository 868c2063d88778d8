// SPDX-License-Identifier: GPL-2.0-only
/* Devices: what they are made of, how they start and how they fail. */
#include <linux/init.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include "files.h"

#define FILES_MAX	64

static struct files *files_all[FILES_MAX];

struct files *files_find(const char *tag)
{
	unsigned int i;

	for (i = 0; i < FILES_MAX && files_all[i]; i++)
		if (!strcmp(files_all[i]->channel.name, tag))
			return files_all[i];
	return NULL;
}

void files_break(struct files *f, const char *why, long err)
{
	if (f->broken)
		return;
	f->broken = true;
	f->gone = err == -EPIPE || err == -ECONNRESET;
	pr_err("nablafs %s: %s (%ld), all that follows is EIO\n",
	       f->channel.name, why, err);
	schedule_work(&f->fail_work);
}

void files_end(struct files *f, struct fuse_req *req)
{
	clear_bit(FR_SENT, &req->flags);
	fuse_request_end(req);
	spin_lock(&f->lock);
	if (!--f->pending)
		wake_up(&f->idle);
	spin_unlock(&f->lock);
}

void files_end_list(struct files *f, struct list_head *list, int error)
{
	struct fuse_req *req, *next;

	list_for_each_entry_safe(req, next, list, list) {
		list_del_init(&req->list);
		req->out.h.error = error;
		files_end(f, req);
	}
}

static void files_fail(struct work_struct *work)
{
	struct files *f = container_of(work, struct files, fail_work);
	struct fuse_req *req;
	LIST_HEAD(list);

	spin_lock(&f->lock);
	list_for_each_entry(req, &f->sent, list)
		if (!f->gone)
			ram_keep(req);
	list_splice_init(&f->sent, &list);
	list_splice_tail_init(&f->queue, &list);
	spin_unlock(&f->lock);
	files_end_list(f, &list, -EIO);
}

static int __init files_irq(struct files *f, short events,
			    irq_handler_t thread, unsigned long flags)
{
	int irq = nabla_channel_line(&f->channel, events);
	int err;

	if (irq < 0)
		return irq;
	err = request_threaded_irq(irq, NULL, thread, flags | IRQF_ONESHOT,
				   f->channel.name, f);
	return err ? err : irq;
}

static int __init files_start(struct files *f)
{
	f->in = kmalloc(STAGE_LEN, GFP_KERNEL);
	f->out = kmalloc(OUT_LEN, GFP_KERNEL);
	if (!f->in || !f->out)
		return -ENOMEM;
	f->out_irq = files_irq(f, POLLOUT, files_writable, IRQF_NO_AUTOEN);
	if (f->out_irq < 0)
		return f->out_irq;
	f->in_irq = files_irq(f, POLLIN, files_readable, 0);
	return f->in_irq < 0 ? f->in_irq : 0;
}

static int __init files_add(const struct nabla_channel *ch, unsigned int nr)
{
	struct files *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int err;

	if (!f)
		return -ENOMEM;
	f->channel = *ch;
	spin_lock_init(&f->lock);
	init_waitqueue_head(&f->idle);
	INIT_LIST_HEAD(&f->queue);
	INIT_LIST_HEAD(&f->sent);
	INIT_LIST_HEAD(&f->early_done);
	INIT_DELAYED_WORK(&f->watch_work, files_watch_work);
	INIT_DELAYED_WORK(&f->early_work, files_early_work);
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
	struct nabla_channel ch;
	unsigned int nth = 0, nr = 0;
	int err;

	for (; nr < FILES_MAX; nth++) {
		if (nabla_channel_find(NABLA_CHANNEL_FILES, nth, &ch) < 0)
			break;
		err = files_add(&ch, nr);
		if (err)
			pr_err("files %s: error %d\n", ch.name, err);
		else
			nr++;
	}
	return register_filesystem(&nablafs);
}
device_initcall(nablafs_init);
