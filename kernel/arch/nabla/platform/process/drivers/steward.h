/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Orders to the steward, the process of the tender's that does with the guest's
 * own files what the seven host calls can't (<nabla/steward.h>).
 */
#ifndef _NABLA_STEWARD_H
#define _NABLA_STEWARD_H

#include <linux/list.h>
#include <nabla/steward.h>

struct steward_job {
	/* With interrupts disabled; @error is 0 or -errno. */
	void (*done)(struct steward_job *job, int error);
	struct list_head list;
};

/* There is one, or was at the start. */
bool steward_present(void);

/*
 * steward_order() - have @order carried out; its tag is filled in here.
 * @job, of which @done is set, belongs to the steward until @done is called,
 * which may be before this returns.  Returns 0; -EAGAIN: it has too much to do;
 * -EIO: there is none any more.  May be called with interrupts disabled.
 */
int steward_order(struct steward_job *job, struct nabla_order *order);

#endif
