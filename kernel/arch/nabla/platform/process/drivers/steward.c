// SPDX-License-Identifier: GPL-2.0-only
/*
 * Orders to the steward.  Invariant: what is on the list was sent and has not
 * been answered; once the steward is gone the list is empty and stays so.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <asm/host.h>
#include <asm/irq.h>
#include "steward.h"

static DEFINE_SPINLOCK(steward_lock);	/* the list, and steward_gone */
static LIST_HEAD(steward_jobs);
static bool steward_gone = true;

bool steward_present(void)
{
	return nabla_boot->steward_fd >= 0;
}

static int send_order(const struct nabla_order *order)
{
	long n;

	if (steward_gone)
		return -EIO;
	do
		n = host_write(nabla_boot->steward_fd, order, sizeof(*order));
	while (n == -EINTR);
	if (n == sizeof(*order))
		return 0;
	return n == -EAGAIN ? -EAGAIN : -EIO;
}

int steward_order(struct steward_job *job, struct nabla_order *order)
{
	unsigned long flags;
	int err;

	order->tag = (unsigned long)job;
	spin_lock_irqsave(&steward_lock, flags);
	err = send_order(order);
	if (!err)
		list_add_tail(&job->list, &steward_jobs);
	spin_unlock_irqrestore(&steward_lock, flags);
	return err;
}

/* The job with that tag, off the list; NULL if there is none. */
static struct steward_job *take_job(u64 tag)
{
	struct steward_job *job, *found = NULL;

	spin_lock(&steward_lock);
	list_for_each_entry(job, &steward_jobs, list) {
		if ((unsigned long)job != tag)
			continue;
		list_del(&job->list);
		found = job;
		break;
	}
	spin_unlock(&steward_lock);
	return found;
}

static void steward_died(int irq)
{
	struct steward_job *job, *next;
	LIST_HEAD(jobs);

	pr_err("nabla: the steward has died: disks can't be flushed any more\n");
	disable_irq_nosync(irq);
	spin_lock(&steward_lock);
	steward_gone = true;
	list_splice_init(&steward_jobs, &jobs);
	spin_unlock(&steward_lock);
	list_for_each_entry_safe(job, next, &jobs, list)
		job->done(job, -EIO);
}

static irqreturn_t steward_interrupt(int irq, void *data)
{
	struct nabla_answer answer;
	struct steward_job *job;
	long n;

	while ((n = host_read(nabla_boot->steward_fd, &answer,
			      sizeof(answer))) == sizeof(answer)) {
		job = take_job(answer.tag);
		if (job)
			job->done(job, answer.error);
	}
	if (n != -EAGAIN && n != -EINTR)
		steward_died(irq);
	return IRQ_HANDLED;
}

static int __init steward_init(void)
{
	int irq, err;

	if (!steward_present())
		return 0;
	irq = nabla_irq_line(nabla_boot->steward_fd, POLLIN);
	if (irq < 0)
		return irq;
	err = request_irq(irq, steward_interrupt, 0, "steward", NULL);
	steward_gone = err != 0;
	return err;
}
/* before those who give orders */
subsys_initcall(steward_init);
