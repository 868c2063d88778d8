// SPDX-License-Identifier: ISC
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>

#include "lib/str.h"
#include "runtime/signals.h"

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
		return name[5] == '-' ? -1 : SIGRTMIN + (int)n;
	return name[5] == '+' ? -1 : SIGRTMAX - (int)n;
}

static int by_name(const char *name)
{
	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	for (int i = 1; i < SIGRTMIN; i++) {
		const char *known = sigabbrev_np(i);

		if (known && !strcasecmp(known, name))
			return i;
	}
	return realtime(name);
}

int signal_parse(const char *text, int *sig, struct err *e)
{
	uint64_t n;

	*sig = !str_u64(text, 10, 1, (uint64_t)SIGRTMAX, &n) ? (int)n :
	       by_name(text);
	if (*sig > 0)
		return 0;
	return err_set(e, EINVAL, "unknown signal \"%.40s\"", text);
}

void signals_reset(void)
{
	sigset_t none;

	for (int i = 1; i <= SIGRTMAX; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
