// SPDX-License-Identifier: ISC
/*
 * Signals: what handlers are told, on which stack and under which mask they run,
 * and that the interrupted program goes on as if nothing had been.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t hits;
/* volatile: the compiler takes raise() for a function that calls nothing here. */
static volatile siginfo_t info;
static sigjmp_buf back;
static char *volatile page;

static void note(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)uc;
	info = *si;
	hits++;
}

static void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
	struct sigaction sa = { .sa_sigaction = fn,
				.sa_flags = SA_SIGINFO | flags };

	sigemptyset(&sa.sa_mask);
	check(!sigaction(sig, &sa, NULL));
}

static void block(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	check(!sigprocmask(how, &set, NULL));
}

static void t_kill(void)
{
	handle(SIGUSR1, note, 0);
	check(!kill(getpid(), SIGUSR1));
	check(hits == 1);
	check(info.si_signo == SIGUSR1 && info.si_code == SI_USER);
	check(info.si_pid == getpid() && info.si_uid == getuid());
}

static void t_queue(void)
{
	union sigval v = { .sival_ptr = (void *)0x1234567890abcdef };
	int rt = SIGRTMIN + 3;

	handle(rt, note, 0);
	block(SIG_BLOCK, rt);
	for (int i = 0; i < 5; i++)
		check(!sigqueue(getpid(), rt, v));
	check(!hits);
	block(SIG_UNBLOCK, rt);
	check(hits == 5);
	check(info.si_code == SI_QUEUE && info.si_ptr == v.sival_ptr);
}

static void t_pending_once(void)
{
	handle(SIGUSR2, note, 0);
	block(SIG_BLOCK, SIGUSR2);
	for (int i = 0; i < 5; i++)
		check(!kill(getpid(), SIGUSR2));
	block(SIG_UNBLOCK, SIGUSR2);
	check(hits == 1);
}

static void t_child(void)
{
	pid_t pid;

	handle(SIGCHLD, note, SA_RESTART);
	pid = start();
	if (!pid)
		_exit(7);
	check(finish(pid) == 7);
	check(hits == 1);
	check(info.si_code == CLD_EXITED && info.si_pid == pid);
	check(info.si_status == 7);
}

static volatile int depth, deepest;

static void nest(int sig, siginfo_t *si, void *uc)
{
	(void)si, (void)uc;
	if (++depth > deepest)
		deepest = depth;
	if (deepest < 8)
		raise(sig == SIGUSR1 ? SIGUSR2 : SIGUSR1);
	depth--;
}

static void t_nested(void)
{
	handle(SIGUSR1, nest, SA_NODEFER);
	handle(SIGUSR2, nest, SA_NODEFER);
	raise(SIGUSR1);
	check(depth == 0 && deepest == 8);
}

static void defer(int sig, siginfo_t *si, void *uc)
{
	int before = hits;

	(void)si, (void)uc;
	if (hits++ == 0) {
		raise(sig);
		check(hits == before + 1);
	}
}

static void t_deferred(void)
{
	handle(SIGUSR1, defer, 0);
	raise(SIGUSR1);
	check(hits == 2);
}

static void t_reset(void)
{
	struct sigaction old;

	handle(SIGUSR1, note, SA_RESETHAND);
	raise(SIGUSR1);
	check(!sigaction(SIGUSR1, NULL, &old));
	check(hits == 1 && old.sa_handler == SIG_DFL);
}

static stack_t alt;

static void on_alt(int sig, siginfo_t *si, void *uc)
{
	char here, *sp = &here;
	stack_t now;

	(void)si, (void)uc;
	check(sp >= (char *)alt.ss_sp && sp < (char *)alt.ss_sp + alt.ss_size);
	check(!sigaltstack(NULL, &now) && now.ss_flags == SS_ONSTACK);
	check_errno(sigaltstack(&alt, NULL), EPERM);
	if (hits++ == 0)
		raise(sig == SIGUSR1 ? SIGUSR2 : SIGUSR1);
}

static void use_alt(void)
{
	alt.ss_size = 65536;
	alt.ss_sp = get_pages(alt.ss_size);
	check(!sigaltstack(&alt, NULL));
}

static void t_altstack(void)
{
	stack_t now;

	use_alt();
	handle(SIGUSR1, on_alt, SA_ONSTACK);
	handle(SIGUSR2, on_alt, SA_ONSTACK);
	raise(SIGUSR1);
	check(hits == 2);
	check(!sigaltstack(NULL, &now) && now.ss_flags == 0);
}

static void jump_back(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	info = *si;
	siglongjmp(back, sig);
}

/* The stack is used up: only the alternate one can take the handler. */
static int eat(int n)
{
	volatile char room[4096];

	room[0] = n;
	return n ? eat(n + 1) + room[0] : 0;
}

static void t_stack_overflow(void)
{
	use_alt();
	handle(SIGSEGV, jump_back, SA_ONSTACK);
	if (!sigsetjmp(back, 1))
		check(eat(1) < 0);
	check(info.si_signo == SIGSEGV);
}

static void alarm_in_ms(int ms)
{
	struct itimerval it = { .it_value = { 0, ms * 1000 } };

	check(!setitimer(ITIMER_REAL, &it, NULL));
}

static void t_eintr(void)
{
	int p[2];
	char c;

	check(!pipe(p));
	handle(SIGALRM, note, 0);
	alarm_in_ms(30);
	check_errno(read(p[0], &c, 1), EINTR);
	check(hits == 1);
}

static int restart_pipe[2];

static void feed(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)si, (void)uc;
	hits++;
	check(write(restart_pipe[1], "x", 1) == 1);
}

static void t_restart(void)
{
	char c = 0;

	check(!pipe(restart_pipe));
	handle(SIGALRM, feed, SA_RESTART);
	alarm_in_ms(30);
	check(read(restart_pipe[0], &c, 1) == 1);
	check(c == 'x' && hits == 1);
}

static void t_sleep_remainder(void)
{
	struct timespec t = { 5, 0 }, left;
	int r = 0;

	handle(SIGALRM, note, SA_RESTART);
	/* On a slow machine it may come before the sleep: then once more, later. */
	for (int ms = 30; !r && ms < 5000; ms *= 5) {
		hits = 0;
		alarm_in_ms(ms);
		r = nanosleep(&t, &left);
	}
	check(r == -1 && errno == EINTR);
	check(left.tv_sec <= 4 && hits == 1);
}

static void mend(int sig, siginfo_t *si, void *uc)
{
	char *at = (char *)((uintptr_t)si->si_addr & -4096UL);

	(void)sig, (void)uc;
	check(si->si_code == SEGV_ACCERR);
	check(!mprotect(at, 4096, PROT_READ | PROT_WRITE));
	hits++;
}

static void t_mend(void)
{
	char *p = mmap(NULL, 64 * 4096, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	handle(SIGSEGV, mend, 0);
	for (int i = 0; i < 64; i++)
		p[i * 4096 + i] = i;
	for (int i = 0; i < 64; i++)
		check(p[i * 4096 + i] == i);
	check(hits == 64);
	check(!mprotect(p, 4096 * 64, PROT_READ));
	for (int i = 0; i < 64; i++)
		p[i * 4096 + i] += 1;
	check(hits == 128 && p[5 * 4096 + 5] == 6);
}

static void touch(char *at, int code, int sig)
{
	page = at;
	info.si_signo = 0;
	handle(SIGSEGV, jump_back, 0);
	handle(SIGBUS, jump_back, 0);
	if (!sigsetjmp(back, 1))
		*page = 1;
	check(info.si_signo == sig);
	check(info.si_code == code);
	check(info.si_addr == at);
}

static void t_fault_codes(void)
{
	char *p = get_pages(3 * 4096);
	int fd = get_file(4096);
	char *f = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	check(f != MAP_FAILED);
	touch(NULL, SEGV_MAPERR, SIGSEGV);
	touch((char *)16, SEGV_MAPERR, SIGSEGV);
	check(!mprotect(p, 4096, PROT_READ));
	touch(p + 9, SEGV_ACCERR, SIGSEGV);
	check(!munmap(p + 4096, 4096));
	touch(p + 4096 + 123, SEGV_MAPERR, SIGSEGV);
	touch(f + 4096 + 5, BUS_ADRERR, SIGBUS);
	f[5] = 1;
}

static void t_jump_out(void)
{
	for (volatile int i = 0; i < 1000; i++) {
		handle(SIGUSR1, jump_back, 0);
		if (!sigsetjmp(back, 1))
			raise(SIGUSR1);
	}
	check(info.si_signo == SIGUSR1);
}

static void t_suspend(void)
{
	sigset_t none, now;

	handle(SIGALRM, note, 0);
	block(SIG_BLOCK, SIGALRM);
	sigemptyset(&none);
	alarm_in_ms(20);
	check_errno(sigsuspend(&none), EINTR);
	check(hits == 1);
	check(!sigprocmask(SIG_SETMASK, NULL, &now));
	check(sigismember(&now, SIGALRM));
}

static void t_wait(void)
{
	struct timespec t = { 0, 20000000 };
	sigset_t set;
	siginfo_t si;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	block(SIG_BLOCK, SIGUSR1);
	check_errno(sigtimedwait(&set, &si, &t), EAGAIN);
	check(!kill(getpid(), SIGUSR1));
	check(sigtimedwait(&set, &si, &t) == SIGUSR1);
	check(si.si_pid == getpid());
}

static void t_stop_continue(void)
{
	pid_t pid;
	int p[2], status;
	char c;

	check(!pipe(p));
	pid = start();
	if (!pid) {
		raise(SIGSTOP);
		check(read(p[0], &c, 1) == 1);
		_exit(5);
	}
	check(waitpid(pid, &status, WUNTRACED) == pid);
	check(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	check(!kill(pid, SIGCONT));
	check(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status));
	check(write(p[1], "e", 1) == 1);
	check(finish(pid) == 5);
}

static void die(void) { raise(SIGTERM); }
static void ignore_kill(void) { raise(SIGKILL); }
static void t_default(void)
{
	check(status_of(die) == 128 + SIGTERM);
	check(status_of(ignore_kill) == 128 + SIGKILL);
}

static void count_only(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)si, (void)uc;
	hits++;
}

/* Signals out of the blue while memory and arithmetic are busy. */
static void t_storm(void)
{
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };
	uint64_t x = 1, y = 1;

	handle(SIGALRM, count_only, SA_RESTART);
	check(!setitimer(ITIMER_REAL, &it, NULL));
	while (hits < 100) {
		x = x * 6364136223846793005ULL + 1442695040888963407ULL;
		y = y * 6364136223846793005ULL + 1442695040888963407ULL;
		check(x == y);
	}
}

static const struct test tests[] = {
	{ "kill", t_kill }, { "queue", t_queue },
	{ "pending-once", t_pending_once }, { "child", t_child },
	{ "nested", t_nested }, { "deferred", t_deferred },
	{ "reset", t_reset }, { "altstack", t_altstack },
	{ "stack-overflow", t_stack_overflow }, { "eintr", t_eintr },
	{ "restart", t_restart }, { "sleep-remainder", t_sleep_remainder },
	{ "mend", t_mend }, { "fault-codes", t_fault_codes },
	{ "jump-out", t_jump_out }, { "suspend", t_suspend },
	{ "wait", t_wait }, { "stop-continue", t_stop_continue },
	{ "default", t_default }, { "storm", t_storm },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
