// SPDX-License-Identifier: ISC
/* System calls that do next to nothing, signals, code that makes no call. */
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bench/micro/micro.h"

/* No call, no memory: all must be equal here, or the machine is noisy. */
static uint64_t run_compute(uint64_t n)
{
	volatile uint64_t sink;
	uint64_t x = 88172645463325252, time;

	time = timed(n * 1000, (x ^= x << 13, x ^= x >> 7, x ^= x << 17));
	sink = x;
	(void)sink;
	return time;
}

static uint64_t run_clock(uint64_t n)
{
	struct timespec t;

	return timed(n, clock_gettime(CLOCK_MONOTONIC, &t));
}

static uint64_t run_getpid(uint64_t n)
{
	return timed(n, getpid());
}

static uint64_t run_getppid(uint64_t n)
{
	return timed(n, getppid());
}

/* Another shape of call site: the number is in a variable. */
static uint64_t run_getpid_generic(uint64_t n)
{
	return timed(n, syscall(SYS_getpid));
}

static uint64_t run_write_null(uint64_t n)
{
	static char buf[PAGE];
	int fd = open("/dev/null", O_WRONLY);
	uint64_t time;

	must(fd >= 0);
	time = timed(n, must(write(fd, buf, sizeof(buf)) == sizeof(buf)));
	close(fd);
	return time;
}

static uint64_t run_read_zero(uint64_t n)
{
	static char buf[PAGE];
	int fd = open("/dev/zero", O_RDONLY);
	uint64_t time;

	must(fd >= 0);
	time = timed(n, must(read(fd, buf, sizeof(buf)) == sizeof(buf)));
	close(fd);
	return time;
}

static uint64_t run_poll(uint64_t n)
{
	struct pollfd fds[10];
	uint64_t time;
	int pipe_fds[2];

	must(pipe(pipe_fds) == 0);
	for (int i = 0; i < 10; i++)
		fds[i] = (struct pollfd){ pipe_fds[0], POLLIN };
	time = timed(n, must(poll(fds, 10, 0) == 0));
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	return time;
}

static uint64_t run_epoll(uint64_t n)
{
	struct epoll_event event = { .events = EPOLLOUT };
	int pipe_fds[2], fd = epoll_create1(0);
	uint64_t time;

	must(fd >= 0 && pipe(pipe_fds) == 0);
	must(!epoll_ctl(fd, EPOLL_CTL_ADD, pipe_fds[1], &event));
	time = timed(n, must(epoll_wait(fd, &event, 1, 0) == 1));
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	close(fd);
	return time;
}

/* Nobody waits. */
static uint64_t run_futex_wake(uint64_t n)
{
	static uint32_t word;

	return timed(n, syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1));
}

static volatile uint64_t signals;

static void on_signal(int number)
{
	(void)number;
	signals++;
}

static uint64_t run_signal_self(uint64_t n)
{
	uint64_t time, before = signals;

	must(signal(SIGUSR1, on_signal) != SIG_ERR);
	time = timed(n, kill(getpid(), SIGUSR1));
	must(signals == before + n);
	return time;
}

static char *guarded;

static void on_fault(int number)
{
	(void)number;
	signals++;
	mprotect(guarded, PAGE, PROT_READ | PROT_WRITE);
}

/* A page is written, the fault caught, its protection changed, and back. */
static uint64_t run_signal_fault(uint64_t n)
{
	uint64_t time, before = signals;

	guarded = get_pages(1);
	must(signal(SIGSEGV, on_fault) != SIG_ERR);
	time = timed(n, (mprotect(guarded, PAGE, PROT_READ),
			 *(volatile char *)guarded = 1));
	must(signals == before + n);
	signal(SIGSEGV, SIG_DFL);
	drop_pages(guarded, 1);
	return time;
}

const struct row call_rows[] = {
	{ "compute-1000", run_compute },
	{ "clock_gettime", run_clock },
	{ "getpid", run_getpid },
	{ "getppid", run_getppid },
	{ "getpid-by-syscall()", run_getpid_generic },
	{ "write-4k-null", run_write_null },
	{ "read-4k-zero", run_read_zero },
	{ "poll-10", run_poll },
	{ "epoll_wait", run_epoll },
	{ "futex-wake", run_futex_wake },
	{ "signal-self", run_signal_self },
	{ "signal-fault", run_signal_fault },
	{ NULL }
};
