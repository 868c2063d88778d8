// SPDX-License-Identifier: ISC
/*
 * The steward's filter: its verdicts against a second statement of the rules,
 * written independently; and that no rule and no check is idle.
 */
#include <fcntl.h>
#include <linux/falloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include <linux/audit.h>

#include "filter_samples.h"

#define ALLOW	SECCOMP_RET_ALLOW
#define KILL	SECCOMP_RET_KILL_PROCESS
#define RAM_FD	3
#define SOCKET	9
#define PUNCH	(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)
#define ZERO	(FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE)

static const int sockets[] = { SOCKET }, disks[] = { 5, 70 };
static struct samples all;

static bool is_disk(uint64_t fd)
{
	return (int)fd == 5 || (int)fd == 70;
}

static bool good(int nr, const uint64_t *a)
{
	switch (nr) {
	case SYS_read:
	case SYS_write:
		return (int)a[0] == SOCKET;
	case SYS_fdatasync:
		return is_disk(a[0]);
	case SYS_fallocate:
		return (is_disk(a[0]) && (a[1] == PUNCH || a[1] == ZERO)) ||
		       (a[0] == RAM_FD && a[1] == PUNCH);
	case SYS_exit_group:
		return true;
	}
	return false;
}

static const struct call base[] = {
	{ .nr = SYS_read, .arg = { SOCKET } },
	{ .nr = SYS_write, .arg = { SOCKET } },
	{ .nr = SYS_fdatasync, .arg = { 5 } },
	{ .nr = SYS_fallocate, .arg = { 70, PUNCH, 0, 4096 } },
	{ .nr = SYS_fallocate, .arg = { 5, ZERO, 0, 4096 } },
	{ .nr = SYS_fallocate, .arg = { RAM_FD, PUNCH, 0, 4096 } },
	{ .nr = SYS_exit_group },
};

static const uint64_t values[] = {
	0, 1, 2, RAM_FD, 4, 5, 6, SOCKET, 70, 71, PUNCH, ZERO,
	FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE, FALLOC_FL_COLLAPSE_RANGE,
	FALLOC_FL_INSERT_RANGE, FALLOC_FL_ZERO_RANGE, (uint64_t)-1,
	1ULL << 32, 1ULL << 32 | 5, 1ULL << 32 | PUNCH,
};

static int set_up(void **state)
{
	(void)state;
	all = (struct samples) {
		.env = {
			.stream = sockets, .nr_streams = COUNT(sockets),
			.writable = disks, .nr_writable = COUNT(disks),
			.ram_fd = RAM_FD,
		},
		.good = base, .nr_good = COUNT(base),
		.values = values, .nr_values = COUNT(values),
	};
	steward_verdicts(&all.env);
	all.nr_rules = steward_table(all.rules);
	return samples_compile(&all);
}

static bool agrees(const struct call *c, void *data)
{
	uint32_t got = judge_by(&all.filter, c, isa_audit_arch);

	(*(unsigned int *)data)++;
	if (got == (good(c->nr, c->arg) ? ALLOW : KILL))
		return false;
	print_error("nr %d: %#lx %#lx: %#x\n", c->nr, c->arg[0], c->arg[1],
		    got);
	return true;
}

static void verdicts_are_as_said(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(base); i++)
		assert_true(good(base[i].nr, base[i].arg));
	assert_false(each_sample(&all, agrees, &n));
	assert_true(n > 1000);
}

static void every_number(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(base); i++) {
		struct call c = base[i];

		for (c.nr = -1; c.nr <= 600; c.nr++)
			assert_false(agrees(&c, &n));
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
							  archs[a]), KILL);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_as_said),
		cmocka_unit_test(every_number),
		cmocka_unit_test(other_architectures),
		cmocka_unit_test(no_rule_is_idle),
		cmocka_unit_test(no_check_is_idle),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
