/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_THREAD_INFO_H
#define _ASM_NABLA_THREAD_INFO_H

#include <asm/page.h>

#define THREAD_SIZE_ORDER	2
#define THREAD_SIZE		(PAGE_SIZE << THREAD_SIZE_ORDER)

#ifndef __ASSEMBLY__

struct thread_info {
	unsigned long flags;		/* TIF_* */
	unsigned long syscall_work;	/* SYSCALL_WORK_* */
	int preempt_count;
	u32 cpu;
};

#define INIT_THREAD_INFO(tsk)	{ .preempt_count = INIT_PREEMPT_COUNT }

#endif /* !__ASSEMBLY__ */

#define TIF_NOTIFY_RESUME	1
#define TIF_SIGPENDING		2
#define TIF_NEED_RESCHED	3
#define TIF_NOTIFY_SIGNAL	4
#define TIF_RESTORE_SIGMASK	5
#define TIF_MEMDIE		6
#define TIF_SINGLESTEP		7
#define TIF_FORCED_TF		8	/* x86_64: TF is the tracer's, not the program's */
#define TIF_POLLING_NRFLAG	16

#define _TIF_NOTIFY_RESUME	(1 << TIF_NOTIFY_RESUME)
#define _TIF_SIGPENDING		(1 << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED	(1 << TIF_NEED_RESCHED)
#define _TIF_NOTIFY_SIGNAL	(1 << TIF_NOTIFY_SIGNAL)
#define _TIF_SINGLESTEP		(1 << TIF_SINGLESTEP)
#define _TIF_POLLING_NRFLAG	(1 << TIF_POLLING_NRFLAG)

#endif
