// SPDX-License-Identifier: ISC
/*
 * Directs the host's signals to the library kernel, by way of the gate.  From
 * here on all are blocked, and the last stage lets them in again: the gate
 * understands no earlier one.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "tenders/run/isa.h"
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

static const int to_guest[] = {
	/* faults, trapped system calls, the preemption timer */
	SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGVTALRM,
	/* for the container: the library kernel passes them on */
	SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH,
	0
};

uint64_t signals_directed(void)
{
	uint64_t set = 0;

	for (const int *s = to_guest; *s; s++)
		set |= 1ULL << (*s - 1);
	return set;
}

static bool for_guest(int sig)
{
	return signals_directed() >> (sig - 1) & 1;
}

static int direct(const struct nabla_image *image, int sig, struct err *e)
{
	struct kernel_sigaction sa = { 0, 0, 0, 0 };

	if (for_guest(sig)) {
		sa.handler = (uint64_t)isa_signal;
		sa.restorer = image->restorer;
		sa.flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER;
	} else {
		sa.handler = (uint64_t)(sig == SIGPIPE ? SIG_IGN : SIG_DFL);
	}
	if (syscall(SYS_rt_sigaction, sig, &sa, NULL, MASK_SIZE) < 0)
		return err_errno(e, "directing signal %d", sig);
	return 0;
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
		r = direct(&t->image, sig, e);
		if (r < 0)
			return r;
	}
	return 0;
}

/* CPU time of this thread: an idle container has no tick. */
int timer_start(struct tender *t, struct err *e)
{
	const struct itimerspec every = {
		{ 0, TICK_NS }, { 0, TICK_NS }
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGVTALRM,
	};
	int id;

	(void)t;
	if (syscall(SYS_timer_create, CLOCK_THREAD_CPUTIME_ID, &event, &id) < 0)
		return err_errno(e, "creating the preemption timer");
	if (syscall(SYS_timer_settime, id, 0, &every, NULL) < 0)
		return err_errno(e, "starting the preemption timer");
	return 0;
}
