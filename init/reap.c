// SPDX-License-Identifier: ISC
/*
 * Which signals pid 1 takes, and the end of those who are left.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "reap.h"

/* How long the remaining processes may take to die of SIGKILL. */
#define GRACE_MS	5000

/* These mean an error of init itself; they must not wait in a mask. */
static const int own[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT,
};

void reap_signals(sigset_t *set)
{
	sigfillset(set);
	for (unsigned int i = 0; i < sizeof(own) / sizeof(*own); i++)
		sigdelset(set, own[i]);
}

void reap_block(void)
{
	sigset_t set;

	reap_signals(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

int reap_status(int wstatus)
{
	if (WIFSIGNALED(wstatus))
		return 128 + WTERMSIG(wstatus);
	return WEXITSTATUS(wstatus);
}

void reap_rest(void)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };
	long end;
	sigset_t set;

	if (kill(-1, SIGKILL) && errno == ESRCH)
		return;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (end = clock_ms() + GRACE_MS; clock_ms() < end;) {
		pid_t child = waitpid(-1, NULL, WNOHANG);

		if (child < 0)
			return;
		if (!child)
			sigtimedwait(&set, NULL, &moment);
	}
}
