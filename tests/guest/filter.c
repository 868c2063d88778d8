// SPDX-License-Identifier: ISC
/*
 * Seccomp filters of the program's own: they hold for calls that were made many
 * times before, and tell the truth about where a call came from.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t hits;
static volatile siginfo_t info;

/* A thousand times first, so that whatever is made fast is fast by then. */
static long ask(void)
{
	return syscall(SYS_getppid);
}

static void warm_up(void)
{
	for (int i = 0; i < 1000; i++)
		check(ask() == getppid());
}

static void answer(int nr, unsigned int action)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog p = { countof(f), f };

	check(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	check(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p));
}

static void t_errno(void)
{
	warm_up();
	answer(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV);
	for (int i = 0; i < 100; i++)
		check_errno(ask(), EXDEV);
	check(getpid() > 0);
}

static void caught(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)uc;
	info = *si;
	hits++;
}

static void t_trap(void)
{
	struct sigaction sa = { .sa_sigaction = caught,
				.sa_flags = SA_SIGINFO };

	warm_up();
	check(!sigaction(SIGSYS, &sa, NULL));
	answer(SYS_getppid, SECCOMP_RET_TRAP | 77);
	for (int i = 0; i < 100; i++)
		ask();
	check(hits == 100);
	check(info.si_code == 1 /* SYS_SECCOMP */ && info.si_errno == 77);
	check(info.si_syscall == SYS_getppid);
	check(info.si_call_addr);
}

static void ask_and_die(void)
{
	warm_up();
	answer(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
	ask();
}

static void t_kill(void)
{
	check(status_of(ask_and_die) == 128 + SIGSYS);
}

static void t_inherited(void)
{
	pid_t pid;

	answer(SYS_getppid, SECCOMP_RET_ERRNO | EDOM);
	pid = start();
	if (!pid) {
		check_errno(ask(), EDOM);
		answer(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV);
		check_errno(ask(), EXDEV);
		_exit(0);
	}
	check(!finish(pid));
	check_errno(ask(), EDOM);
}

static void strict(void)
{
	check(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
	ask();
	syscall(SYS_exit, 0);
}

static void t_strict(void)
{
	check(status_of(strict) == 128 + SIGKILL);
}

static const struct test tests[] = {
	{ "errno", t_errno }, { "trap", t_trap }, { "kill", t_kill },
	{ "inherited", t_inherited }, { "strict", t_strict },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
