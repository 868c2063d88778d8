// SPDX-License-Identifier: GPL-2.0-only
/*
 * A server that stands still must not hang the guest.  While something waits for
 * an answer, there is a beat; after so many without a byte from the server it is
 * given up.  Half way there it is asked if it is there, since what it is at may
 * take long.  If it waits for a disk itself it says so unasked: that is waited
 * for, as by a file system that has a disk.
 *
 * Beats are counted, and not time, because that goes on while the container is
 * paused: afterwards there is one beat, however long that was.
 */
#include <linux/moduleparam.h>
#include "files.h"

#define BEATS	8

/* nablafs_timeout= on the command line: seconds; 0: for ever. */
static unsigned int timeout = 60;
core_param(nablafs_timeout, timeout, uint, 0444);

void files_watch(struct files *f)
{
	if (timeout)
		schedule_delayed_work(&f->watch_work,
				      (u64)timeout * HZ / BEATS);
}

static void count_beat(struct files *f)
{
	f->silence = f->heard ? 0 : f->silence + 1;
	f->heard = false;
	if (f->silence >= BEATS) {
		files_break(f, "its server does not answer", -ETIMEDOUT);
		/* Perhaps in the middle of an answer. */
		irq_wake_thread(f->in_irq, f);
	} else if (f->silence == BEATS / 2) {
		files_probe(f);
	}
}

void files_watch_work(struct work_struct *work)
{
	struct files *f = container_of(to_delayed_work(work), struct files,
				       watch_work);

	spin_lock(&f->lock);
	if (f->pending && !f->broken) {
		count_beat(f);
		files_watch(f);
	} else {
		f->silence = 0;
	}
	spin_unlock(&f->lock);
}
