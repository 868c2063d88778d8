// SPDX-License-Identifier: ISC
/*
 * Time: nothing fires early, everything fires, and processor time is charged to
 * whoever used it.
 */
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define MS	1000000LL

static volatile sig_atomic_t hits;
static volatile int value, overrun;

static void note(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)uc;
	hits++;
	value = si->si_value.sival_int;
	overrun += si->si_overrun;
}

static void handle(int sig)
{
	struct sigaction sa = { .sa_sigaction = note, .sa_flags = SA_SIGINFO };

	check(!sigaction(sig, &sa, NULL));
}

/* Late is allowed on a busy machine; a second would be a lost wakeup. */
static void took(int64_t from, int64_t ms)
{
	int64_t ns = now_ns() - from;

	check(ns >= ms * MS - MS / 100);
	check(ns < ms * MS + 1000 * MS);
}

static void t_sleep(void)
{
	for (int ms = 1; ms <= 64; ms *= 2) {
		int64_t from = now_ns();

		sleep_ms(ms);
		took(from, ms);
	}
}

static void t_sleep_until(void)
{
	int64_t from = now_ns(), at = from + 50 * MS;
	struct timespec t = { at / 1000000000, at % 1000000000 };

	check(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	took(from, 50);
	from = now_ns();
	check(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	took(from, 0);
}

static void t_monotonic(void)
{
	int64_t last = now_ns();

	for (int i = 0; i < 200000; i++) {
		int64_t t = now_ns();

		check(t >= last);
		last = t;
	}
}

static void t_clocks(void)
{
	static const clockid_t ids[] = { CLOCK_REALTIME, CLOCK_MONOTONIC,
		CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME, CLOCK_REALTIME_COARSE,
		CLOCK_MONOTONIC_COARSE, CLOCK_PROCESS_CPUTIME_ID,
		CLOCK_THREAD_CPUTIME_ID, CLOCK_TAI };
	struct timespec a, b, r;

	for (size_t i = 0; i < countof(ids); i++) {
		check(!clock_gettime(ids[i], &a));
		burn_ms(20);
		check(!clock_gettime(ids[i], &b));
		check(b.tv_sec > a.tv_sec ||
		      (b.tv_sec == a.tv_sec && b.tv_nsec > a.tv_nsec));
		check(!clock_getres(ids[i], &r) && r.tv_sec == 0);
	}
	check(!clock_gettime(CLOCK_REALTIME, &a) && a.tv_sec > 1600000000);
	check_errno(clock_gettime(99, &a), EINVAL);
}

static void t_timeouts(void)
{
	struct timeval tv = { 0, 30000 };
	struct timespec ts = { 0, 30000000 };
	int64_t from = now_ns();

	check(poll(NULL, 0, 30) == 0);
	took(from, 30);
	from = now_ns();
	check(select(0, NULL, NULL, NULL, &tv) == 0);
	took(from, 30);
	from = now_ns();
	check(ppoll(NULL, 0, &ts, NULL) == 0);
	took(from, 30);
	from = now_ns();
	check(poll(NULL, 0, 0) == 0);
	took(from, 0);
}

static void t_timerfd(void)
{
	struct itimerspec it = { { 0, 10 * MS }, { 0, 20 * MS } }, now;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct pollfd p = { fd, POLLIN, 0 };
	int64_t from = now_ns();
	uint64_t n = 0, sum = 0;

	check(!timerfd_settime(fd, 0, &it, NULL));
	check_errno(read(fd, &n, 8), EAGAIN);
	while (sum < 6) {
		check(poll(&p, 1, 2000) == 1);
		check(read(fd, &n, 8) == 8);
		sum += n;
	}
	took(from, 70);
	check(!timerfd_gettime(fd, &now));
	check(now.it_interval.tv_nsec == 10 * MS);
	check(now.it_value.tv_nsec <= 10 * MS);
}

static void t_itimer_real(void)
{
	struct itimerval it = { { 0, 5000 }, { 0, 10000 } };
	int64_t from = now_ns();

	handle(SIGALRM);
	check(!setitimer(ITIMER_REAL, &it, NULL));
	while (hits < 10)
		pause();
	took(from, 55);
}

static void t_itimer_cpu(void)
{
	struct itimerval it = { { 0, 0 }, { 0, 50000 } };

	handle(SIGVTALRM);
	handle(SIGPROF);
	check(!setitimer(ITIMER_VIRTUAL, &it, NULL));
	check(!setitimer(ITIMER_PROF, &it, NULL));
	sleep_ms(80);
	check(!hits);
	burn_ms(200);
	check(hits == 2);
}

static void t_posix_timer(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGRTMIN,
			       .sigev_value.sival_int = 4711 };
	struct itimerspec it = { { 0, 0 }, { 0, 20 * MS } };
	timer_t id;

	handle(SIGRTMIN);
	check(!timer_create(CLOCK_MONOTONIC, &ev, &id));
	check(!timer_settime(id, 0, &it, NULL));
	pause();
	check(hits == 1 && value == 4711);
	check(!timer_delete(id));
	check_errno(timer_settime(id, 0, &it, NULL), EINVAL);
}

static void t_overrun(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGRTMIN };
	struct itimerspec it = { { 0, MS }, { 0, MS } }, off = { 0 };
	sigset_t set;
	timer_t id;

	handle(SIGRTMIN);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	check(!sigprocmask(SIG_BLOCK, &set, NULL));
	check(!timer_create(CLOCK_MONOTONIC, &ev, &id));
	check(!timer_settime(id, 0, &it, NULL));
	sleep_ms(50);
	check(!sigprocmask(SIG_UNBLOCK, &set, NULL));
	check(!timer_settime(id, 0, &off, NULL));
	check(hits >= 1 && overrun + hits >= 40);
}

static void t_cpu_timer(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGRTMIN };
	struct itimerspec it = { { 0, 0 }, { 0, 40 * MS } };
	timer_t id;

	handle(SIGRTMIN);
	check(!timer_create(CLOCK_PROCESS_CPUTIME_ID, &ev, &id));
	check(!timer_settime(id, 0, &it, NULL));
	sleep_ms(60);
	check(!hits);
	burn_ms(150);
	check(hits == 1);
}

/* What sleeps is not charged, what computes is. */
static void t_accounting(void)
{
	struct timespec a, b;
	struct tms t;
	int64_t ms;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	sleep_ms(100);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	ms = (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / MS;
	check(ms < 50);
	burn_ms(150);
	check(times(&t) != (clock_t)-1);
	check(t.tms_utime + t.tms_stime >= 100 * sysconf(_SC_CLK_TCK) / 1000);
}

static void t_alarm(void)
{
	handle(SIGALRM);
	alarm(100);
	check(alarm(1) >= 99);
	pause();
	check(hits == 1 && alarm(0) == 0);
}

static const struct test tests[] = {
	{ "sleep", t_sleep }, { "sleep-until", t_sleep_until },
	{ "monotonic", t_monotonic }, { "clocks", t_clocks },
	{ "timeouts", t_timeouts }, { "timerfd", t_timerfd },
	{ "itimer-real", t_itimer_real }, { "itimer-cpu", t_itimer_cpu },
	{ "posix-timer", t_posix_timer }, { "overrun", t_overrun },
	{ "cpu-timer", t_cpu_timer }, { "accounting", t_accounting },
	{ "alarm", t_alarm }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
