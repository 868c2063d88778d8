// SPDX-License-Identifier: ISC
/*
 * The zygote's filter: its verdicts against a second statement of the rules,
 * written independently; that no rule and no check is idle; and that with it
 * on top nothing that a member's filter says gets lost.
 */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include <linux/audit.h>

#include <nabla/layout.h>
#include <nabla/member.h>

#include "filter_samples.h"

#define ALLOW	SECCOMP_RET_ALLOW
#define REFUSE	(SECCOMP_RET_ERRNO | EPERM)
#define FIRST	4711
#define EVENT	20
#define EVENT_END 34
#define MEMBER	(CLONE_FILES | SIGCHLD)
#define NOBODY	((uint64_t)-1)

static struct samples all;

/* ---- the rules, said again ---- */

static bool of_a_member(int nr)
{
	static const int seven[] = {
		SYS_read, SYS_write, SYS_pread64, SYS_pwrite64, SYS_ppoll,
		SYS_mmap, SYS_exit_group, SYS_rt_sigreturn,
	};

	for (size_t i = 0; i < COUNT(seven); i++)
		if (nr == seven[i])
			return true;
	return false;
}

static bool unconditional(int nr)
{
	static const int calls[] = {
		SYS_close, SYS_getppid, SYS_timer_settime, SYS_rt_sigtimedwait,
		SYS_rt_sigprocmask, SYS_getcpu, SYS_sched_setaffinity,
	};

	for (size_t i = 0; i < COUNT(calls); i++)
		if (nr == calls[i])
			return true;
	return of_a_member(nr);
}

static bool good(int nr, const uint64_t *a)
{
	switch (nr) {
	case SYS_eventfd2:
		return a[0] == 0 && a[1] == EFD_CLOEXEC;
	case SYS_dup3:
		return (int)a[1] >= EVENT && (int)a[1] < EVENT_END;
	case SYS_clone:
		return a[0] == MEMBER && a[1] == 0;
	case SYS_prctl:
		return a[0] == PR_SET_PDEATHSIG;
	case SYS_timer_create:
		return a[0] == CLOCK_THREAD_CPUTIME_ID;
	case SYS_seccomp:
		return a[0] == SECCOMP_SET_MODE_FILTER && a[1] == 0;
	case SYS_wait4:
		return a[2] == WNOHANG;
	case SYS_rt_sigqueueinfo:
		return a[0] == FIRST && a[1] == NABLA_SIG_DEATH;
	case SYS_kill:
		return a[0] == FIRST && a[1] == SIGKILL;
	case SYS_clock_gettime:
		return a[0] == CLOCK_MONOTONIC_COARSE;
	}
	return unconditional(nr);
}

/* ---- samples ---- */

static const struct call base[] = {
	{ .nr = SYS_read }, { .nr = SYS_write }, { .nr = SYS_mmap },
	{ .nr = SYS_ppoll }, { .nr = SYS_pread64 }, { .nr = SYS_pwrite64 },
	{ .nr = SYS_exit_group }, { .nr = SYS_rt_sigreturn },
	{ .nr = SYS_close }, { .nr = SYS_getppid },
	{ .nr = SYS_timer_settime }, { .nr = SYS_rt_sigtimedwait },
	{ .nr = SYS_rt_sigprocmask }, { .nr = SYS_getcpu },
	{ .nr = SYS_sched_setaffinity },
	{ .nr = SYS_eventfd2, .arg = { 0, EFD_CLOEXEC } },
	{ .nr = SYS_dup3, .arg = { 5, EVENT } },
	{ .nr = SYS_clone, .arg = { MEMBER } },
	{ .nr = SYS_prctl, .arg = { PR_SET_PDEATHSIG, SIGKILL } },
	{ .nr = SYS_timer_create, .arg = { CLOCK_THREAD_CPUTIME_ID } },
	{ .nr = SYS_seccomp, .arg = { SECCOMP_SET_MODE_FILTER } },
	{ .nr = SYS_wait4, .arg = { NOBODY, 0x1000, WNOHANG } },
	{ .nr = SYS_rt_sigqueueinfo, .arg = { FIRST, NABLA_SIG_DEATH } },
	{ .nr = SYS_kill, .arg = { FIRST, SIGKILL } },
	{ .nr = SYS_clock_gettime, .arg = { CLOCK_MONOTONIC_COARSE } },
};

static const uint64_t values[] = {
	0, 1, 2, 3, 6, 9, SIGCHLD, EVENT - 1, EVENT, EVENT_END - 1, EVENT_END,
	NABLA_SIG_DEATH, MEMBER | CLONE_VM, MEMBER | CLONE_NEWUSER,
	MEMBER | CLONE_PARENT, FIRST, (uint64_t)-FIRST, FIRST + 1, NOBODY,
	(uint32_t)-1, 1ULL << 32, 1ULL << 32 | EVENT, NABLA_RAM,
};

static int set_up(void **state)
{
	(void)state;
	all = (struct samples) {
		.env = {
			.event = EVENT, .event_end = EVENT_END, .first = FIRST,
		},
		.good = base, .nr_good = COUNT(base),
		.values = values, .nr_values = COUNT(values),
	};
	zygote_verdicts(&all.env);
	all.nr_rules = zygote_table(all.rules);
	return samples_compile(&all);
}

/* ---- tests ---- */

static bool agrees(const struct call *c, void *data)
{
	uint32_t got = judge_by(&all.filter, c, isa_audit_arch);

	(*(unsigned int *)data)++;
	if (got == (good(c->nr, c->arg) ? ALLOW : REFUSE))
		return false;
	print_error("nr %d: %#lx %#lx %#lx: %#x\n", c->nr, c->arg[0],
		    c->arg[1], c->arg[2], got);
	return true;
}

static void verdicts_are_as_said(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(base); i++)
		assert_true(good(base[i].nr, base[i].arg));
	assert_false(each_sample(&all, agrees, &n));
	assert_true(n > 5000);
}

static void every_number_from_anywhere(void **state)
{
	static const uint64_t sites[] = { 0, 0x400000, NABLA_RAM, NOBODY };
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(base); i++) {
		struct call c = base[i];

		for (c.nr = -1; c.nr <= 600; c.nr++) {
			c.ip = sites[(size_t)(c.nr + 1) % COUNT(sites)];
			assert_false(agrees(&c, &n));
		}
	}
}

static void other_architectures(void **state)
{
	static const uint32_t archs[] = {
		AUDIT_ARCH_I386, AUDIT_ARCH_ARM, AUDIT_ARCH_X86_64,
		AUDIT_ARCH_AARCH64, 0, (uint32_t)-1,
	};

	(void)state;
	for (size_t a = 0; a < COUNT(archs); a++)
		for (size_t i = 0; i < COUNT(base); i++)
			if (archs[a] != isa_audit_arch)
				assert_int_equal(judge_by(&all.filter, &base[i],
							  archs[a]), REFUSE);
}

static void no_rule_is_idle(void **state)
{
	(void)state;
	no_rule_of_it_is_idle(&all);
}

static void no_check_is_idle(void **state)
{
	(void)state;
	no_check_of_it_is_idle(&all);
}

/* What the host makes of two filters' verdicts: the lower one, signed. */
static uint32_t both(uint32_t a, uint32_t b)
{
	return (int32_t)(a & SECCOMP_RET_ACTION_FULL) <
	       (int32_t)(b & SECCOMP_RET_ACTION_FULL) ? a : b;
}

/* Whatever a member's filter allows, kills or traps, is so with both. */
static void it_hides_nothing_of_a_member(void **state)
{
	static struct bpf member;
	const struct rule *rules[FILTER_RULES_MAX];
	static const int streams[] = { 0 };
	static const uint32_t archs[] = {
		AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64,
	};
	struct filter_env env = {
		.ip = { NABLA_RAM, isa_nr_rules ? NABLA_RAM + 8 : 0 },
		.stream = streams, .nr_streams = 1, .block = streams,
		.nr_blocks = 1, .writable = streams, .nr_writable = 1,
		.event = EVENT, .event_end = EVENT_END,
	};
	unsigned int allowed = 0;

	(void)state;
	filter_verdicts(&env);
	assert_int_equal(filter_compile(&member, rules, filter_table(rules),
					&env), 0);
	for (int nr = 0; nr <= 600; nr++) {
		for (size_t a = 0; a < COUNT(archs); a++) {
			struct call c = { .nr = nr };

			for (int at = 0; at <= 16; at += 8) {
				uint32_t own, zygotes;

				c.ip = NABLA_RAM + (uint64_t)at;
				own = judge_by(&member, &c, archs[a]);
				zygotes = judge_by(&all.filter, &c,
						   archs[a]);
				assert_int_equal(both(own, zygotes), own);
				allowed += own == ALLOW;
			}
		}
	}
	assert_true(allowed >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_as_said),
		cmocka_unit_test(every_number_from_anywhere),
		cmocka_unit_test(other_architectures),
		cmocka_unit_test(no_rule_is_idle),
		cmocka_unit_test(no_check_is_idle),
		cmocka_unit_test(it_hides_nothing_of_a_member),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
