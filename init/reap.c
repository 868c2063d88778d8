// SPDX-License-Identifier: ISC
/*
 * Takes signals one by one with sigwaitinfo(): no handlers, hence no races.
 * Children are reaped until the program is among them; every other signal goes
 * to the program.  A process that lost its parent is a child here too.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reap.h"

/* How long the remaining processes may take to die of SIGKILL. */
#define GRACE_SECONDS	5

/* These mean an error of init itself; they must not wait in a mask. */
static const int own[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT,
};

static void all_but_own(sigset_t *set)
{
	sigfillset(set);
	for (unsigned int i = 0; i < sizeof(own) / sizeof(*own); i++)
		sigdelset(set, own[i]);
}

void reap_block(void)
{
	sigset_t set;

	all_but_own(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

static int status_of(int wstatus)
{
	if (WIFSIGNALED(wstatus))
		return 128 + WTERMSIG(wstatus);
	return WEXITSTATUS(wstatus);
}

/* Reap all that have ended; true if @pid is among them. */
static bool reap_ended(pid_t pid, int *status)
{
	bool ended = false;
	int wstatus;
	pid_t child;

	while ((child = waitpid(-1, &wstatus, WNOHANG)) > 0) {
		if (child != pid)
			continue;
		*status = status_of(wstatus);
		ended = true;
	}
	return ended;
}

int reap_until(pid_t pid)
{
	siginfo_t info;
	sigset_t set;
	int status = 0;

	all_but_own(&set);
	while (!reap_ended(pid, &status)) {
		int sig = sigwaitinfo(&set, &info);

		/* Init's own doing, such as SIGPIPE, is not for the program. */
		if (sig > 0 && sig != SIGCHLD && info.si_pid != getpid())
			kill(pid, sig);
	}
	return status;
}

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
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
	for (end = now() + GRACE_SECONDS; now() < end;) {
		pid_t child = waitpid(-1, NULL, WNOHANG);

		if (child < 0)
			return;
		if (!child)
			sigtimedwait(&set, NULL, &moment);
	}
}
