// SPDX-License-Identifier: ISC
/*
 * The zygote and a newborn, on a host that is played: it brings requests and
 * deaths in the order that a test says, refuses what the test wants refused,
 * notes every call, and fails the test if the zygote's own filter would not
 * allow one.
 */
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

/* ---- tests ---- */

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

#define BORN(i) "eventfd 9\ndup3 9 to 2" i "\nclose 9\nclone\n"

static void births(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"), ASK("m")),
			 NO_EVENT);
	/* success is not the zygote's to tell */
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3")
			    "answer -11\n");
	assert_true(host.filtered);
}

static void an_eventfd_in_its_place(void **state)
{
	(void)state;
	host.free_fd = WAKE + 1;
	assert_int_equal(LIVE(ASK("m")), NO_EVENT);
	assert_string_equal(host.log, "eventfd 21\nclone\n");
}

static void an_index_is_used_again(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"),
			      DIES(FIRST_MEMBER + 1, EXIT(0)), ASK("m"),
			      ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3") BORN("2")
			    "answer -11\n");
}

static void several_deaths_with_one_note(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("m"), ASK("m"),
			      { .dead = { { FIRST_MEMBER, EXIT(0) },
					  { FIRST_MEMBER + 2, EXIT(0) } } },
			      ASK("m"), ASK("m"), ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("2") BORN("3") BORN("1")
			    BORN("3") "answer -11\n");
}

/* The dead are seen first. */
static void a_death_and_a_request(void **state)
{
	(void)state;
	zygote.nr_members = 2;
	assert_int_equal(LIVE(ASK("m"), { .message = "m", .length = 1,
			      .dead = { { FIRST_MEMBER, EXIT(0) } } }),
			 NO_EVENT);
	assert_string_equal(host.log, BORN("1") BORN("1"));
}

static void refusals(void **state)
{
	static const struct { int nr; long error; const char *log; } r[] = {
		{ SYS_clone, -EAGAIN,
		  "eventfd 9\ndup3 9 to 21\nclose 9\nanswer -11\n" },
		{ SYS_clone, -ENOMEM,
		  "eventfd 9\ndup3 9 to 21\nclose 9\nanswer -12\n" },
		{ SYS_eventfd2, -EMFILE, "answer -24\n" },
		{ SYS_dup3, -EBUSY, "eventfd 9\nclose 9\nanswer -16\n" },
	};
	char twice[200];

	for (size_t i = 0; i < COUNT(r); i++) {
		set_up(state);
		host.refused = r[i].nr;
		host.error = r[i].error;
		assert_int_equal(LIVE(ASK("m"), ASK("m")), NO_EVENT);
		/* the index is not lost */
		snprintf(twice, sizeof(twice), "%s%s", r[i].log, r[i].log);
		assert_string_equal(host.log, twice);
	}
}

static void what_is_no_request(void **state)
{
	static char bytes[256];
	struct event e = { .message = bytes, .length = 1 };

	for (int i = 0; i < 256; i++) {
		if (i == NABLA_ASK_MEMBER)
			continue;
		set_up(state);
		bytes[0] = (char)i;
		assert_int_equal(live(&e, 1), NO_EVENT);
		assert_string_equal(host.log, "");
	}
	memset(bytes, NABLA_ASK_MEMBER, sizeof(bytes));
	for (e.length = 0; e.length < sizeof(bytes); e.length++) {
		set_up(state);
		assert_int_equal(live(&e, 1), NO_EVENT);
		assert_string_equal(host.log, e.length == 1 ? BORN("1") : "");
	}
}

static void an_answer_that_does_not_fit(void **state)
{
	(void)state;
	zygote.nr_members = 1;
	host.refused = SYS_write;
	host.error = -EAGAIN;
	assert_int_equal(LIVE(ASK("m"), ASK("m")), NO_EVENT);
}

static void the_end_of_the_container(void **state)
{
	static const struct { int wait, told; } ends[] = {
		{ EXIT(1), 1 }, { EXIT(255), 255 }, { SIGKILL, 137 },
		{ SIGSYS, 159 }, { SIGSEGV | 0x80, 139 }, { 64, 192 },
	};
	struct event e[] = { ASK("m"), DIES(FIRST_MEMBER, 0), ASK("m") };
	char log[200];

	for (size_t i = 0; i < COUNT(ends); i++) {
		set_up(state);
		e[1].dead[0].status = ends[i].wait;
		assert_int_equal(live(e, COUNT(e)), EXITED);
		snprintf(log, sizeof(log), BORN("1") "signal 64 to 100: %d\n"
			 "pause 100 ms\nsignal 9 to 100\n", ends[i].told);
		assert_string_equal(host.log, log);
	}
}

static void an_orphan_does_not_begin(void **state)
{
	(void)state;
	host.parent = 1;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_int_equal(host.status, 0);
	assert_string_equal(host.log, "");
}

static void without_a_filter_it_does_not_begin(void **state)
{
	(void)state;
	host.refused = SYS_seccomp;
	host.error = -EINVAL;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_int_equal(host.status, NABLA_EXIT_TENDER);
	assert_string_equal(host.log, "");
}

static void no_zygote(void **state)
{
	(void)state;
	host.zygote_born = true;
	host.refused = SYS_clone;
	host.error = -EAGAIN;
	assert_int_equal(zygote_start(&zygote), -EAGAIN);
}

/* ---- a newborn ---- */

static void a_newborn(void **state)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;

	(void)state;
	memset(m, 0xff, sizeof(*m));
	host.as_newborn = true;
	assert_int_equal(LIVE(ASK("m")), ENTERED);
	assert_string_equal(host.log, BORN("1") "timer\nanswer 1\nenter\n");
	assert_int_equal(m->index, 1);
	assert_int_equal(m->wake_fd, WAKE + 1);
	assert_int_equal(m->early_signals, 0);
}

static void a_newborn_that_fails(void **state)
{
	static const int calls[] = { SYS_timer_create, SYS_timer_settime };

	for (size_t i = 0; i < COUNT(calls); i++) {
		set_up(state);
		host.as_newborn = true;
		host.refused = calls[i];
		host.error = -EAGAIN;
		assert_int_equal(LIVE(ASK("m")), EXITED);
		assert_non_null(strstr(host.log, "answer -11\n"));
		assert_int_equal(host.status, 0);
	}
}

static void an_orphaned_newborn(void **state)
{
	(void)state;
	host.as_newborn = true;
	host.refused = SYS_getppid;
	host.error = 1;
	/* for the zygote that is its parent */
	zygote.first = 1;
	assert_int_equal(LIVE(ASK("m")), EXITED);
	assert_null(strstr(host.log, "enter"));
}

/* ---- placement ---- */

static void one_cpu(void **state)
{
	(void)state;
	assert_int_equal(LIVE(ASK("m"), ASK("c")), NO_EVENT);
	assert_string_equal(host.log, BORN("1"));
}

static void all_on_one_cpu(void **state)
{
	(void)state;
	zygote.place.wanted = true;
	host.cpu = 70;
	host.ms = 1000;
	assert_int_equal(LIVE(ASK("c"), ASK("m"), ASK("m")), NO_EVENT);
	assert_string_equal(host.log, BORN("1") "pin 100 to 70\npin 201 to 70\n"
			    BORN("2") "pin 202 to 70\n");
}

/* Two members on CPU 3, the zygote is on @cpu and @ms have gone by: a move. */
static void move(void **state, unsigned int cpu, int64_t ms)
{
	static const struct event born[] = { ASK("m"), ASK("m") };
	static const struct event ask = ASK("c");

	set_up(state);
	zygote.place.wanted = true;
	host.cpu = 3;
	host.ms = 1234567;
	assert_int_equal(live(born, COUNT(born)), NO_EVENT);
	host.zygote_born = host.filtered = false;
	host.cpu = cpu;
	host.ms += ms;
	assert_int_equal(live(&ask, 1), NO_EVENT);
}

static void moves(void **state)
{
	move(state, 4, 49);
	assert_string_equal(host.log, "");
	move(state, 3, 1000);
	assert_string_equal(host.log, "");
	move(state, CPUS_MAX, 1000);
	assert_string_equal(host.log, "");
	move(state, 4, 50);
	assert_string_equal(host.log, "pin 100 to 4\npin 201 to 4\n"
			    "pin 202 to 4\n");
	move(state, CPUS_MAX - 1, 5000);
	assert_string_equal(host.log, "pin 100 to 8191\npin 201 to 8191\n"
			    "pin 202 to 8191\n");
}

static void what_the_host_does_not_say(void **state)
{
	(void)state;
	zygote.place.wanted = true;
	host.refused = SYS_getcpu;
	host.error = -ENOSYS;
	assert_int_equal(LIVE(ASK("m"), ASK("c")), NO_EVENT);
	assert_string_equal(host.log, BORN("1"));
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(births), TEST(an_eventfd_in_its_place),
		TEST(an_index_is_used_again),
		TEST(several_deaths_with_one_note), TEST(a_death_and_a_request),
		TEST(refusals), TEST(what_is_no_request),
		TEST(an_answer_that_does_not_fit),
		TEST(the_end_of_the_container), TEST(an_orphan_does_not_begin),
		TEST(without_a_filter_it_does_not_begin), TEST(no_zygote),
		TEST(a_newborn), TEST(a_newborn_that_fails),
		TEST(an_orphaned_newborn), TEST(one_cpu), TEST(all_on_one_cpu),
		TEST(moves), TEST(what_the_host_does_not_say),
	};

	return cmocka_run_group_tests(tests, set_up_all, NULL);
}
