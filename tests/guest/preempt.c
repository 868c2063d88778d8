// SPDX-License-Identifier: ISC
/*
 * Programs that never make a system call still share the processor.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t hits;

static void note(int sig)
{
	(void)sig;
	hits++;
}

static atomic_long *shared(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	return p;
}

static _Noreturn void count_up(atomic_long *n)
{
	for (;;)
		atomic_fetch_add_explicit(n, 1, memory_order_relaxed);
}

/* Busy children, all on one processor: each gets a share of two hundred ms. */
static void t_processes(void)
{
	atomic_long *n = shared();
	cpu_set_t one;
	pid_t pid[4];

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	check(!sched_setaffinity(0, sizeof(one), &one));
	for (int i = 0; i < 4; i++) {
		pid[i] = start();
		if (!pid[i])
			count_up(&n[i * 8]);
	}
	sleep_ms(400);
	for (int i = 0; i < 4; i++) {
		check(!kill(pid[i], SIGKILL));
		check(finish(pid[i]) == 128 + SIGKILL);
		check(n[i * 8] > 10000);
	}
}

/* Parent and child wait for each other without ever asking the kernel. */
static void t_spin_processes(void)
{
	atomic_long *turn = shared();
	pid_t pid = start();

	for (long i = !pid; i < 20; i += 2) {
		while (atomic_load(turn) != i)
			;
		atomic_store(turn, i + 1);
	}
	if (!pid)
		_exit(0);
	check(!finish(pid));
}

static atomic_long thread_turn;

static void *spin(void *arg)
{
	(void)arg;
	for (long i = 1; i < 20; i += 2) {
		while (atomic_load(&thread_turn) != i)
			;
		atomic_store(&thread_turn, i + 1);
	}
	return NULL;
}

static void t_spin_threads(void)
{
	pthread_t t;

	check(!pthread_create(&t, NULL, spin, NULL));
	for (long i = 0; i < 20; i += 2) {
		while (atomic_load(&thread_turn) != i)
			;
		atomic_store(&thread_turn, i + 1);
	}
	check(!pthread_join(t, NULL));
}

static void t_timer_in_loop(void)
{
	struct itimerval it = { { 0, 0 }, { 0, 20000 } };

	signal(SIGALRM, note);
	check(!setitimer(ITIMER_REAL, &it, NULL));
	while (!hits)
		;
	check(hits == 1);
}

static void t_kill_busy(void)
{
	atomic_long *n = shared();
	pid_t pid = start();

	if (!pid)
		count_up(n);
	while (!*n)
		sleep_ms(1);
	check(!kill(pid, SIGTERM));
	check(finish(pid) == 128 + SIGTERM);
}

/* A sleeper gets on while its sibling burns the processor. */
static void t_sleeper(void)
{
	atomic_long *n = shared();
	int64_t from = now_ns();
	pid_t pid = start();

	if (!pid)
		count_up(n);
	for (int i = 0; i < 50; i++)
		sleep_ms(1);
	check(now_ns() - from < 3000000000LL);
	check(!kill(pid, SIGKILL));
	check(finish(pid) == 128 + SIGKILL);
}

static void too_long(void)
{
	struct rlimit l = { 1, 2 };

	check(!setrlimit(RLIMIT_CPU, &l));
	for (;;)
		;
}

static void t_cpu_limit(void)
{
	check(status_of(too_long) == 128 + SIGXCPU);
}

static const struct test tests[] = {
	{ "processes", t_processes }, { "spin-processes", t_spin_processes },
	{ "spin-threads", t_spin_threads },
	{ "timer-in-loop", t_timer_in_loop }, { "kill-busy", t_kill_busy },
	{ "sleeper", t_sleeper }, { "cpu-limit", t_cpu_limit },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
