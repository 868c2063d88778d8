/* SPDX-License-Identifier: ISC */
/*
 * A host that is played, for the zygote and its newborns: it brings requests
 * and deaths in the order that a test says, refuses what the test wants
 * refused, notes every call, and fails the test if the zygote's own filter
 * would not allow one.  The linker puts it in the place of isa_call() and
 * isa_enter() (run.mk).
 */
#ifndef TEST_ZYGOTE_HOST_H
#define TEST_ZYGOTE_HOST_H

#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include <nabla/exit.h>
#include <nabla/layout.h>
#include <nabla/member.h>

#include "filter_samples.h"
#include "tenders/run/zygote.h"

enum {
	FIRST = 100, ZYGOTE = 101, FIRST_MEMBER = 201,
	SOCKET = 5, DEATHS = 6, WAKE = 20, NR_MEMBERS = 4,
};

/* What the host has to tell: a request, or deaths. */
struct event {
	const char *message;
	size_t length;
	struct { int pid, status; } dead[3];
};

#define ASK(text)	{ .message = (text), .length = sizeof(text) - 1 }
#define DIES(p, s)	{ .dead = { { (p), (s) } } }
#define EXIT(s)		((s) << 8)

/* How the test goes on when the zygote, or a newborn, would not return. */
enum { NO_EVENT = 1, EXITED, ENTERED };

static struct {
	const struct event *event;
	size_t nr_events;
	const char *message;		/* of the event that is being told */
	size_t length;
	struct { int pid, status; } dead[3];
	unsigned int nr_dead;

	int pid, parent;		/* of who makes the calls */
	int refused;			/* a call's number: fails with error */
	long error;
	bool zygote_born, filtered, as_newborn;
	int free_fd;			/* for the next eventfd */
	unsigned int cpu;
	int64_t ms;

	char log[8192];			/* calls, but those that wait */
	int status;			/* EXITED: with it */
} host;

static struct zygote zygote;
static struct bpf filter;
static jmp_buf over;

__attribute__((format(printf, 1, 2)))
static void note(const char *format, ...)
{
	size_t n = strlen(host.log);
	va_list ap;

	va_start(ap, format);
	vsnprintf(host.log + n, sizeof(host.log) - n, format, ap);
	va_end(ap);
}

/* ---- the host ---- */

static long host_ppoll(struct pollfd *p, const struct timespec *timeout)
{
	if (!p) {
		note("pause %ld ms\n", timeout->tv_nsec / 1000000);
		return 0;
	}
	if (!host.nr_events)
		longjmp(over, NO_EVENT);
	host.message = host.event->message;
	host.length = host.event->length;
	host.nr_dead = 0;
	for (int i = 0; i < 3 && host.event->dead[i].pid; i++) {
		host.dead[i].pid = host.event->dead[i].pid;
		host.dead[i].status = host.event->dead[i].status;
		host.nr_dead++;
	}
	p[0].revents = host.message ? POLLIN : 0;
	p[1].revents = host.nr_dead ? POLLIN : 0;
	host.event++;
	host.nr_events--;
	return !!p[0].revents + !!p[1].revents;
}

static long host_read(int fd, void *buf, size_t size)
{
	size_t n = host.length < size ? host.length : size;

	if (fd == DEATHS)
		return (long)size;
	assert_int_equal(fd, SOCKET);
	if (!host.message)
		return -EAGAIN;
	memcpy(buf, host.message, n);
	host.message = NULL;
	return (long)n;
}

static long host_write(int fd, const void *buf, size_t size)
{
	if (fd == 2)
		return (long)size;
	assert_int_equal(fd, SOCKET);
	assert_int_equal(size, sizeof(int));
	note("answer %d\n", *(const int *)buf);
	return (long)size;
}

static long host_wait(int *status)
{
	if (!host.nr_dead)
		return 0;
	host.nr_dead--;
	*status = host.dead[host.nr_dead].status;
	return host.dead[host.nr_dead].pid;
}

/* A test sees as the newborn what follows, or goes on as the zygote. */
static long host_clone(void)
{
	static int next;

	if (!host.zygote_born) {
		host.zygote_born = true;
		next = FIRST_MEMBER;
		return 0;
	}
	note("clone\n");
	if (!host.as_newborn)
		return next++;
	host.pid = FIRST_MEMBER;
	host.parent = ZYGOTE;
	return 0;
}

static long host_eventfd(void)
{
	note("eventfd %d\n", host.free_fd);
	return host.free_fd;
}

static long host_pin(int pid, const uint64_t *mask)
{
	for (int i = 0; i < CPUS_MAX; i++)
		if (mask[i / 64] >> i % 64 & 1)
			note("pin %d to %d\n", pid, i);
	return 0;
}

static long host_now(struct timespec *ts)
{
	ts->tv_sec = host.ms / 1000;
	ts->tv_nsec = host.ms % 1000 * 1000000;
	return 0;
}

static long host_exit(int status)
{
	host.status = status;
	longjmp(over, EXITED);
}

static long host_seccomp(const struct sock_fprog *f)
{
	assert_ptr_equal(f->filter, filter.code);
	host.filtered = true;
	return 0;
}

static long host_queue(long pid, long sig, const siginfo_t *info)
{
	assert_int_equal(info->si_code, SI_QUEUE);
	note("signal %ld to %ld: %d\n", sig, pid, info->si_value.sival_int);
	return 0;
}

static long carry_out(long nr, long a, long b, long c, long d)
{
	switch (nr) {
	case SYS_ppoll:
		assert_int_equal(d, 0);
		return host_ppoll((void *)a, (void *)c);
	case SYS_read:
		return host_read((int)a, (void *)b, (size_t)c);
	case SYS_write:
		return host_write((int)a, (void *)b, (size_t)c);
	case SYS_wait4:
		return host_wait((int *)b);
	case SYS_clone:
		return host_clone();
	case SYS_eventfd2:
		return host_eventfd();
	case SYS_dup3:
		note("dup3 %ld to %ld\n", a, b);
		return b;
	case SYS_close:
		note("close %ld\n", a);
		return 0;
	case SYS_getpid:
		return host.pid;
	case SYS_getppid:
		return host.parent;
	case SYS_getcpu:
		*(unsigned int *)a = host.cpu;
		return 0;
	case SYS_sched_setaffinity:
		return host_pin((int)a, (const void *)c);
	case SYS_clock_gettime:
		return host_now((void *)b);
	case SYS_exit_group:
		return host_exit((int)a);
	case SYS_seccomp:
		return host_seccomp((const void *)c);
	case SYS_rt_sigqueueinfo:
		return host_queue(a, b, (const void *)c);
	case SYS_kill:
		note("signal %ld to %ld\n", b, a);
		return 0;
	case SYS_rt_sigtimedwait:
		return -EAGAIN;
	case SYS_prctl:
		assert_int_equal(b, SIGKILL);
		return 0;
	case SYS_timer_create:
		note("timer\n");
		*(int *)c = 0;
		return 0;
	case SYS_timer_settime:
	case SYS_rt_sigaction:
		return 0;
	}
	fail_msg("call %ld", nr);
	return 0;
}

long __wrap_isa_call(long nr, long a, long b, long c, long d, long e, long f);
long __wrap_isa_call(long nr, long a, long b, long c, long d, long e, long f)
{
	const struct call call = {
		.nr = (int)nr,
		.arg = { (uint64_t)a, (uint64_t)b, (uint64_t)c, (uint64_t)d,
			 (uint64_t)e, (uint64_t)f },
	};

	if (host.filtered && judge_by(&filter, &call, isa_audit_arch) !=
			     SECCOMP_RET_ALLOW)
		fail_msg("call %ld(%#lx, %#lx, %#lx) is not allowed", nr, a, b,
			 c);
	if (nr == host.refused && host.zygote_born)
		return host.error;
	return carry_out(nr, a, b, c, d);
}

long __wrap_isa_enter(const struct sock_fprog *f);
long __wrap_isa_enter(const struct sock_fprog *f)
{
	assert_ptr_equal(f, &zygote.member_filter);
	note("enter\n");
	longjmp(over, ENTERED);
}

/* ---- a life ---- */

static int set_up_all(void **state)
{
	void *want = (void *)NABLA_MEMBER;
	void *got = mmap(want, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			 MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	const struct rule *rules[FILTER_RULES_MAX];
	struct filter_env env = {
		.event = WAKE - 1, .event_end = WAKE + NR_MEMBERS,
		.first = FIRST,
	};

	(void)state;
	if (got != want)
		return -1;
	zygote_verdicts(&env);
	return filter_compile(&filter, rules, zygote_table(rules), &env);
}

static int set_up(void **state)
{
	(void)state;
	memset(&host, 0, sizeof(host));
	host.pid = ZYGOTE;
	host.parent = FIRST;
	host.free_fd = 9;
	host.refused = -1;
	zygote = (struct zygote) {
		.first = FIRST, .nr_members = NR_MEMBERS, .socket = SOCKET,
		.deaths = DEATHS, .wake = WAKE,
		.filter = { (unsigned short)filter.len, filter.code },
	};
	return 0;
}

/* Lets it live through these; how it ends. */
static int live(const struct event *events, size_t n)
{
	int how = setjmp(over);

	if (how)
		return how;
	host.event = events;
	host.nr_events = n;
	host.log[0] = 0;
	zygote_start(&zygote);
	return 0;
}

#define LIVE(...) __extension__ ({					\
	static const struct event events_[] = { __VA_ARGS__ };		\
	live(events_, COUNT(events_));					\
})

#endif
