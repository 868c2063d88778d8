// SPDX-License-Identifier: ISC
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>

#include "lib/str.h"
#include "runtime/signals.h"

/*
 * As programs count real-time signals: glibc keeps two for itself.  musl, with
 * which we are linked, keeps three and says so by its SIGRTMIN.
 */
#define RT_MIN	34
#define RT_MAX	64

static const char *const names[RT_MIN] = {
	[SIGHUP] = "HUP", [SIGINT] = "INT", [SIGQUIT] = "QUIT",
	[SIGILL] = "ILL", [SIGTRAP] = "TRAP", [SIGABRT] = "ABRT",
	[SIGBUS] = "BUS", [SIGFPE] = "FPE", [SIGKILL] = "KILL",
	[SIGUSR1] = "USR1", [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",
	[SIGPIPE] = "PIPE", [SIGALRM] = "ALRM", [SIGTERM] = "TERM",
	[SIGSTKFLT] = "STKFLT", [SIGCHLD] = "CHLD", [SIGCONT] = "CONT",
	[SIGSTOP] = "STOP", [SIGTSTP] = "TSTP", [SIGTTIN] = "TTIN",
	[SIGTTOU] = "TTOU", [SIGURG] = "URG", [SIGXCPU] = "XCPU",
	[SIGXFSZ] = "XFSZ", [SIGVTALRM] = "VTALRM", [SIGPROF] = "PROF",
	[SIGWINCH] = "WINCH", [SIGIO] = "IO", [SIGPWR] = "PWR",
	[SIGSYS] = "SYS",
};

static int realtime(const char *name)
{
	uint64_t n = 0;

	if (strncasecmp(name, "RTMIN", 5) && strncasecmp(name, "RTMAX", 5))
		return -1;
	if (name[5] && (name[5] != '+' && name[5] != '-'))
		return -1;
	if (name[5] && str_u64(name + 6, 10, 0, 30, &n) < 0)
		return -1;
	if (!strncasecmp(name, "RTMIN", 5))
		return name[5] == '-' ? -1 : RT_MIN + (int)n;
	return name[5] == '+' ? -1 : RT_MAX - (int)n;
}

static int by_name(const char *name)
{
	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	if (!strcasecmp(name, "POLL"))
		return SIGIO;
	for (int i = 1; i < RT_MIN; i++)
		if (names[i] && !strcasecmp(names[i], name))
			return i;
	return realtime(name);
}

int signal_parse(const char *text, int *sig, struct err *e)
{
	uint64_t n;

	*sig = !str_u64(text, 10, 1, RT_MAX, &n) ? (int)n :
	       by_name(text);
	if (*sig > 0)
		return 0;
	return err_set(e, EINVAL, "unknown signal \"%.40s\"", text);
}

void signals_reset(void)
{
	sigset_t none;

	for (int i = 1; i <= RT_MAX; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static const int forwarded[] = {
	SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, 0,
};

static pid_t forward_to;

static void forward(int sig)
{
	int saved = errno;

	kill(forward_to, sig);
	errno = saved;
}

void signals_forward(pid_t pid)
{
	struct sigaction a = { .sa_handler = forward };

	forward_to = pid;
	for (const int *s = forwarded; *s; s++)
		sigaction(*s, &a, NULL);
}
