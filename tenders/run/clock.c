// SPDX-License-Identifier: ISC
/*
 * The host's clock for the guest.  The library kernel calls the vDSO's function
 * directly, which may make no system call: where the host's clocksource can't
 * be read from user mode it would, from an address of its own, and trap.  So it
 * is tried while system calls are caught: by the host's dispatch to user mode,
 * or in a child under a filter that lets it do nothing but end.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/run/clock.h"
#include "tenders/run/isa.h"
#include "tenders/run/tender.h"
#include "tenders/run/vdso.h"

/* 0: no error. */
static int call_twice(clock_fn *fn)
{
	struct timespec ts;

	return fn(CLOCK_MONOTONIC, &ts) || fn(CLOCK_REALTIME, &ts);
}

/* ---- here ---- */

static volatile char selector;		/* the host reads it at each call */
static volatile sig_atomic_t caught;

static void on_sigsys(int sig)
{
	(void)sig;
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	caught = 1;
}

int clock_try_here(clock_fn *fn)
{
	struct sigaction sa = { .sa_handler = on_sigsys }, old;
	int failed, r = 0;

	caught = 0;
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	sigaction(SIGSYS, &sa, &old);
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0,
		  &selector) < 0) {
		r = -errno;
	} else {
		selector = SYSCALL_DISPATCH_FILTER_BLOCK;
		failed = call_twice(fn);
		selector = SYSCALL_DISPATCH_FILTER_ALLOW;
		prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0,
		      0);
		r = !failed && !caught;
	}
	sigaction(SIGSYS, &old, NULL);
	return r;
}

/* ---- in a child ---- */

static struct sock_filter only_exit[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

enum { CALLS_NOTHING = 0, NO_FILTER = 1, WRONG_TIME = 2 };

__attribute__((noreturn)) static void be_child(clock_fn *fn)
{
	const struct sock_fprog prog = {
		sizeof(only_exit) / sizeof(only_exit[0]), only_exit
	};
	int status = NO_FILTER;

	if (!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	    !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		status = call_twice(fn) ? WRONG_TIME : CALLS_NOTHING;
	for (;;)
		syscall(SYS_exit, status);
}

static int wait_for(pid_t pid, int *status)
{
	pid_t r;

	do
		r = waitpid(pid, status, 0);
	while (r < 0 && errno == EINTR);
	return r < 0 ? -errno : 0;
}

int clock_try_in_child(clock_fn *fn, struct err *e)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return err_errno(e, "forking a child to try the vDSO");
	if (!pid)
		be_child(fn);
	if (wait_for(pid, &status) < 0)
		return err_errno(e, "waiting for a child");
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_FILTER)
		return err_set(e, ENOTSUP, "the host has no seccomp filters");
	return WIFEXITED(status) && WEXITSTATUS(status) == CALLS_NOTHING;
}

/* A host that can't dispatch says EINVAL. */
static int makes_no_call(clock_fn *fn, struct err *e)
{
	int r = clock_try_here(fn);

	return r < 0 ? clock_try_in_child(fn, e) : r;
}

#define CLOCKSOURCE \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* The guest has no call for the time: without the vDSO's it would have none. */
static int refuse(struct err *e)
{
	char name[32] = "unknown";
	cleanup_fd int fd = open(CLOCKSOURCE, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, name, sizeof(name) - 1);

	if (n > 0)
		name[strcspn(name, "\n")] = '\0';
	return err_set(e, ENOTSUP, "the host's clock can't be read without a "
		       "system call (its clocksource is %s): see "
		       CLOCKSOURCE, name);
}

int clock_check(struct tender *t, struct err *e)
{
	const void *vdso = (const void *)getauxval(AT_SYSINFO_EHDR);
	uint64_t fn = 0;
	int r = 0;

	if (vdso)
		fn = vdso_symbol(vdso, isa_vdso_clock_gettime);
	if (fn)
		r = makes_no_call((clock_fn *)fn, e);
	if (r < 0)
		return r;
	if (!r)
		return refuse(e);
	t->clock_gettime = fn;
	return 0;
}
