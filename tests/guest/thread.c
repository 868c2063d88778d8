// SPDX-License-Identifier: ISC
/*
 * Threads: thread-local storage, mutual exclusion, futexes and what wakes them.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define THREADS	16

static __thread int tls_zero;
static __thread int tls_set = 42;
static __thread char tls_block[4096];

static long futex(atomic_int *at, int op, int val, const void *timeout,
		  void *other, int val3)
{
	return syscall(SYS_futex, at, op, val, timeout, other, val3);
}

static void spawn(pthread_t *t, int n, void *(*fn)(void *), void *arg)
{
	for (int i = 0; i < n; i++)
		check(!pthread_create(&t[i], NULL, fn, arg));
}

static void join(pthread_t *t, int n)
{
	for (int i = 0; i < n; i++)
		check(!pthread_join(t[i], NULL));
}

static void *use_tls(void *arg)
{
	int mine = (int)(intptr_t)&mine;

	(void)arg;
	check(tls_zero == 0 && tls_set == 42);
	for (int i = 0; i < 200; i++) {
		tls_zero = tls_set = mine + i;
		memset(tls_block, (mine + i) & 0xff, sizeof(tls_block));
		sched_yield();
		check(tls_zero == mine + i && tls_set == mine + i);
		check(tls_block[4095] == (char)(mine + i));
	}
	return NULL;
}

static void t_tls(void)
{
	pthread_t t[THREADS];

	spawn(t, THREADS, use_tls, NULL);
	use_tls(NULL);
	join(t, THREADS);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *add_locked(void *arg)
{
	(void)arg;
	for (int i = 0; i < 20000; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void t_mutex(void)
{
	pthread_t t[THREADS];

	spawn(t, THREADS, add_locked, NULL);
	join(t, THREADS);
	check(counter == THREADS * 20000L);
}

/* Lost updates show if preemption breaks an atomic instruction or its retry. */
static void *add_atomic(void *arg)
{
	atomic_long *n = arg;
	long old;

	for (int i = 0; i < 50000; i++) {
		atomic_fetch_add(n, 1);
		old = atomic_load(n);
		while (!atomic_compare_exchange_weak(n, &old, old + 1))
			;
	}
	return NULL;
}

static void t_atomic(void)
{
	atomic_long n = 0;
	pthread_t t[4];

	spawn(t, 4, add_atomic, &n);
	join(t, 4);
	check(n == 4 * 100000L);
}

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn;

static void *take_turns(void *arg)
{
	int me = (int)(intptr_t)arg;

	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&lock);
		while (turn != me)
			pthread_cond_wait(&cond, &lock);
		turn = !me;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void t_cond(void)
{
	pthread_t a, b;

	spawn(&a, 1, take_turns, (void *)0);
	spawn(&b, 1, take_turns, (void *)1);
	join(&a, 1);
	join(&b, 1);
	check(turn == 0);
}

static void t_cond_timeout(void)
{
	int64_t from = now_ns();
	struct timespec t;

	check(!clock_gettime(CLOCK_REALTIME, &t));
	t.tv_nsec += 30000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&lock);
	check(pthread_cond_timedwait(&cond, &lock, &t) == ETIMEDOUT);
	check(now_ns() - from >= 29000000);
}

static void t_futex_errors(void)
{
	struct timespec t = { 0, 10000000 };
	atomic_int f = 1;

	check_errno(futex(&f, FUTEX_WAIT, 0, NULL, NULL, 0), EAGAIN);
	check_errno(futex(&f, FUTEX_WAIT, 1, &t, NULL, 0), ETIMEDOUT);
	check_errno(futex((void *)1, FUTEX_WAIT, 1, &t, NULL, 0), EINVAL);
	check_errno(futex(NULL, FUTEX_WAIT_PRIVATE, 1, &t, NULL, 0), EFAULT);
	check(futex(&f, FUTEX_WAKE, 1, NULL, NULL, 0) == 0);
}

static atomic_int gate, other_gate, woken, waiting;

static void *wait_at_gate(void *arg)
{
	(void)arg;
	atomic_fetch_add(&waiting, 1);
	while (!atomic_load(&gate) && futex(&gate, FUTEX_WAIT, 0, NULL, NULL, 0))
		;
	atomic_fetch_add(&woken, 1);
	return NULL;
}

/* Two are woken, the rest moved to another word, from where they come later. */
static void t_requeue(void)
{
	pthread_t t[THREADS];
	long moved = 0;

	spawn(t, THREADS, wait_at_gate, NULL);
	while (waiting < THREADS)
		sched_yield();
	sleep_ms(50);
	moved = futex(&gate, FUTEX_CMP_REQUEUE, 2, (void *)100, &other_gate, 0);
	check(moved == THREADS);
	while (woken < 2)
		sched_yield();
	sleep_ms(20);
	check(woken == 2);
	check(futex(&other_gate, FUTEX_WAKE, 100, NULL, NULL, 0) ==
	      THREADS - 2);
	join(t, THREADS);
}

/* A futex in shared memory, between processes. */
static void t_futex_shared(void)
{
	atomic_int *f = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	check(f != MAP_FAILED);
	pid = start();
	if (!pid) {
		for (int i = 0; i < 500; i++) {
			while (atomic_load(f) != 2 * i + 1)
				futex(f, FUTEX_WAIT, 2 * i, NULL, NULL, 0);
			atomic_fetch_add(f, 1);
			futex(f, FUTEX_WAKE, 1, NULL, NULL, 0);
		}
		_exit(0);
	}
	for (int i = 0; i < 500; i++) {
		atomic_fetch_add(f, 1);
		futex(f, FUTEX_WAKE, 1, NULL, NULL, 0);
		while (atomic_load(f) != 2 * i + 2)
			futex(f, FUTEX_WAIT, 2 * i + 1, NULL, NULL, 0);
	}
	check(finish(pid) == 0);
}

static void *die_holding(void *mutex)
{
	pthread_mutex_lock(mutex);
	return NULL;
}

static void t_robust(void)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	pthread_t t;

	pthread_mutexattr_init(&a);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&m, &a);
	spawn(&t, 1, die_holding, &m);
	join(&t, 1);
	check(pthread_mutex_lock(&m) == EOWNERDEAD);
	check(!pthread_mutex_consistent(&m));
	check(!pthread_mutex_unlock(&m));
}

static void *contend(void *mutex)
{
	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(mutex);
		counter++;
		sched_yield();
		pthread_mutex_unlock(mutex);
	}
	return NULL;
}

static void t_inherit(void)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	pthread_t t[4];

	pthread_mutexattr_init(&a);
	check(!pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT));
	check(!pthread_mutex_init(&m, &a));
	spawn(t, 4, contend, &m);
	join(t, 4);
	check(counter == 2000);
}

static _Atomic pid_t caught_by;

static void catch(int sig)
{
	(void)sig;
	caught_by = syscall(SYS_gettid);
}

static void *await_signal(void *arg)
{
	_Atomic pid_t *tid = arg;

	*tid = syscall(SYS_gettid);
	while (!caught_by)
		sched_yield();
	return NULL;
}

static void t_directed(void)
{
	_Atomic pid_t tid = 0;
	pthread_t t;

	signal(SIGUSR1, catch);
	spawn(&t, 1, await_signal, (void *)&tid);
	while (!tid)
		sched_yield();
	check(!pthread_kill(t, SIGUSR1));
	join(&t, 1);
	check(caught_by == tid);
}

static void *sleep_for_ever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

static void t_cancel(void)
{
	pthread_t t;
	void *result;

	spawn(&t, 1, sleep_for_ever, NULL);
	check(!pthread_cancel(t));
	check(!pthread_join(t, &result) && result == PTHREAD_CANCELED);
}

static void *exit_all(void *arg)
{
	(void)arg;
	sleep_ms(20);
	_exit(9);
}

static void leader_leaves(void)
{
	pthread_t t;

	spawn(&t, 1, exit_all, NULL);
	pthread_exit(NULL);
}

static void group_exits(void)
{
	pthread_t t[8];

	spawn(t, 8, sleep_for_ever, NULL);
	_exit(3);
}

static void t_exit(void)
{
	check(status_of(leader_leaves) == 9);
	check(status_of(group_exits) == 3);
}

static void *nothing(void *arg)
{
	return arg;
}

static void t_many(void)
{
	pthread_t t[100];

	for (int i = 0; i < 20; i++) {
		spawn(t, 100, nothing, NULL);
		join(t, 100);
	}
}

static const struct test tests[] = {
	{ "tls", t_tls }, { "mutex", t_mutex }, { "atomic", t_atomic },
	{ "cond", t_cond }, { "cond-timeout", t_cond_timeout },
	{ "futex-errors", t_futex_errors }, { "requeue", t_requeue },
	{ "futex-shared", t_futex_shared }, { "robust", t_robust },
	{ "inherit", t_inherit }, { "directed", t_directed },
	{ "cancel", t_cancel }, { "exit", t_exit }, { "many", t_many },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
