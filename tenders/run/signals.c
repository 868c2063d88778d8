// SPDX-License-Identifier: ISC
/*
 * Directs the host's signals to the library kernel, by way of the gate.  From
 * here on all are blocked, and the last stage lets them in again: the gate
 * understands no earlier one.
 *
 * What is sent to the container goes to its first process.  The others don't
 * take it: a signal to the process group would otherwise come once for each of
 * them.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <nabla/layout.h>
#include <nabla/member.h>

#include "lib/err.h"
#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/tender.h"

#ifndef SA_RESTORER
#define SA_RESTORER	0x04000000
#endif
#define LAST_SIGNAL	64
#define MASK_SIZE	(LAST_SIGNAL / 8)

/* The longest a busy guest program runs before another one is considered. */
#define TICK_NS		4000000

/* As the host kernel has it: libc's sigaction() sets a restorer of its own. */
struct kernel_sigaction {
	uint64_t handler;
	unsigned long flags;
	uint64_t restorer;
	uint64_t mask;
};

/* Faults and trapped calls: what an instruction of the program's has caused. */
static const int faults[] = {
	SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, 0
};

/* Of the process that they come to: the tick, besides. */
static const int tick[] = { SIGVTALRM, 0 };

/* For the container: the library kernel passes them on. */
static const int of_container[] = {
	SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, 0
};

/* If there is a zygote. */
static const int of_zygote[] = { NABLA_SIG_ZYGOTE, NABLA_SIG_DEATH, 0 };

static uint64_t set_of(const int *signals)
{
	uint64_t set = 0;

	for (const int *s = signals; *s; s++)
		set |= 1ULL << (*s - 1);
	return set;
}

uint64_t signals_of_member(void)
{
	return set_of(faults) | set_of(tick);
}

uint64_t signals_of_first(const struct tender *t)
{
	uint64_t set = signals_of_member() | set_of(of_container);

	return t->members.nr > 1 ? set | set_of(of_zygote) : set;
}

static uint64_t mask_of(const struct tender *t, int sig)
{
	uint64_t others = signals_of_first(t) & ~set_of(faults);

	return isa_masks_signals && others >> (sig - 1) & 1 ? others : 0;
}

/* A zygote that is only stopped is no news. */
static int direct(const struct tender *t, int sig, struct err *e)
{
	struct kernel_sigaction sa = { 0, 0, 0, 0 };

	if (signals_of_first(t) >> (sig - 1) & 1) {
		sa.handler = (uint64_t)isa_signal;
		sa.restorer = t->image.restorer;
		sa.mask = mask_of(t, sig);
		sa.flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER |
			   SA_NOCLDSTOP | (sig == SIGSYS ? isa_sigsys_flags : 0);
	} else {
		sa.handler = (uint64_t)(sig == SIGPIPE ? SIG_IGN : SIG_DFL);
	}
	if (syscall(SYS_rt_sigaction, sig, &sa, NULL, MASK_SIZE) < 0)
		return err_errno(e, "directing signal %d", sig);
	return 0;
}

LAST static long act(int sig, void (*handler)(int))
{
	struct kernel_sigaction sa = { (uint64_t)handler, 0, 0, 0 };

	return isa_call(SYS_rt_sigaction, sig, (long)&sa, 0, MASK_SIZE, 0, 0);
}

LAST long signals_leave_to_first(void)
{
	long r = 0;

	for (const int *s = of_container; !r && *s; s++)
		r = act(*s, SIG_IGN);
	for (const int *s = of_zygote; !r && *s; s++)
		r = act(*s, SIG_DFL);
	return r;
}

int signals_direct(struct tender *t, struct err *e)
{
	const uint64_t all = ~0ULL;
	const stack_t stack = {
		.ss_sp = (void *)(NABLA_MEMBER + NABLA_ALT_OFF),
		.ss_size = NABLA_ALT_SIZE,
	};
	int r;

	if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, MASK_SIZE) < 0)
		return err_errno(e, "blocking signals");
	if (sigaltstack(&stack, NULL) < 0)
		return err_errno(e, "setting the alternate signal stack");
	for (int sig = 1; sig <= LAST_SIGNAL; sig++) {
		if (sig == SIGKILL || sig == SIGSTOP)
			continue;
		r = direct(t, sig, e);
		if (r < 0)
			return r;
	}
	return 0;
}

/* CPU time of this thread: an idle container has no tick. */
LAST long tick_start(void)
{
	const struct itimerspec every = {
		{ 0, TICK_NS }, { 0, TICK_NS }
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGVTALRM,
	};
	int id;
	long r = isa_call(SYS_timer_create, CLOCK_THREAD_CPUTIME_ID,
			  (long)&event, (long)&id, 0, 0, 0);

	if (!r)
		r = isa_call(SYS_timer_settime, id, 0, (long)&every, 0, 0, 0);
	return r;
}

int timer_start(struct tender *t, struct err *e)
{
	errno = -(int)tick_start();
	(void)t;
	return errno ? err_errno(e, "the preemption timer") : 0;
}
