// SPDX-License-Identifier: ISC
/*
 * A member between its birth and its first guest instruction.  It is what the
 * first process was when the zygote branched off; what processes do not
 * inherit is made up for here.  The answer comes last, so that the guest has
 * nothing to take back: only the filter can still fail, and then the container
 * does.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <nabla/layout.h>
#include <nabla/member.h>

#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/zygote.h"

/* The zygote may be dead before this one has said that it is to follow. */
LAST static long follow_zygote(const struct zygote *z)
{
	long r = isa_call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0, 0);

	if (!r && isa_call(SYS_getppid, 0, 0, 0, 0, 0, 0) != z->self)
		return -ESRCH;
	return r;
}

LAST static void describe(const struct zygote *z, int index)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;

	m->index = index;
	m->wake_fd = z->wake + index;
	m->early_signals = 0;
}

/* In order: the index is free again. */
LAST __attribute__((noreturn)) static void retire(void)
{
	for (;;)
		isa_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
}

LAST __attribute__((noreturn))
void newborn_main(const struct zygote *z, int index)
{
	long r = follow_zygote(z);

	if (!r)
		r = tick_start();
	if (r < 0) {
		zygote_answer(z, (int)r);
		retire();
	}
	describe(z, index);
	note_pending(z->signals);
	zygote_answer(z, index);
	isa_enter(&z->member_filter);
	GIVE_UP("can't install a member's filter");
}
