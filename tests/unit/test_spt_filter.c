// SPDX-License-Identifier: ISC
/*
 * solo5-spt's filter: its verdicts against a second statement of the rules; and
 * that nothing of it is idle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

#include <cmocka.h>

#include "lib/err.h"
#include "tenders/spt/spt.h"
#include "tests/unit/spt_rules.h"

enum { EPOLL = 10, TIMER = 11, NET = 12, DISK = 13, SMALL = 14, NET2 = 18 };

#define CAPACITY	0x300000200ULL	/* more than 32 bits */
#define BLOCK		512
#define SMALL_BLOCK	4096		/* and no more than that */

static struct spt spt;
static struct samples all;

static bool is_net(uint64_t fd)
{
	return fd == NET || fd == NET2;
}

static bool is_block(const uint64_t *a)
{
	if (a[0] == DISK)
		return a[2] == BLOCK && a[3] <= CAPACITY - BLOCK;
	return a[0] == SMALL && a[2] == SMALL_BLOCK && !a[3];
}

static bool good(const struct call *c)
{
	const uint64_t *a = c->arg;

	switch (c->nr) {
	case SYS_write:
		return a[0] == 1 || is_net(a[0]);
	case SYS_read:
		return is_net(a[0]);
	case SYS_pread64:
	case SYS_pwrite64:
		return is_block(a);
	case SYS_clock_gettime:
		return a[0] == CLOCK_REALTIME || a[0] == CLOCK_MONOTONIC;
	case SYS_epoll_pwait:
		return a[0] == EPOLL;
	case SYS_timerfd_settime:
		return a[0] == TIMER;
	case SYS_exit_group:
		return true;
	}
	return isa_good(c);
}

#define NR_COMMON	14
static struct call base[16] = {
	{ SYS_write, { 1 } },
	{ SYS_write, { NET } },
	{ SYS_write, { NET2 } },
	{ SYS_read, { NET } },
	{ SYS_read, { NET2 } },
	{ SYS_pread64, { DISK, 0, BLOCK, CAPACITY - BLOCK } },
	{ SYS_pwrite64, { DISK, 0, BLOCK, 0 } },
	{ SYS_pread64, { SMALL, 0, SMALL_BLOCK, 0 } },
	{ SYS_pwrite64, { SMALL, 0, SMALL_BLOCK, 0 } },
	{ SYS_clock_gettime, { CLOCK_REALTIME } },
	{ SYS_clock_gettime, { CLOCK_MONOTONIC } },
	{ SYS_epoll_pwait, { EPOLL } },
	{ SYS_timerfd_settime, { TIMER } },
	{ SYS_exit_group, { 3 } },
};

static const uint64_t values[] = {
	0, 1, 2, 3, EPOLL, TIMER, NET, DISK, SMALL, NET2, 19, BLOCK,
	SMALL_BLOCK, CAPACITY - BLOCK + 1, CAPACITY, 0x2ffffffffULL,
	0x300000000ULL, 0x400000000ULL, (uint64_t)-1,
};

static int set_up(void **state)
{
	static const struct mft_entry e[] = {
		{ .type = MFT_RESERVED_FIRST },
		{ .type = MFT_DEV_NET_BASIC, .b.hostfd = NET },
		{ .type = MFT_DEV_BLOCK_BASIC, .b.hostfd = DISK,
		  .u.block_basic = { CAPACITY, BLOCK } },
		{ .type = MFT_DEV_BLOCK_BASIC, .b.hostfd = SMALL,
		  .u.block_basic = { SMALL_BLOCK, SMALL_BLOCK } },
		{ .type = MFT_DEV_NET_BASIC, .b.hostfd = NET2 },
	};
	struct err why = { 0 };

	(void)state;
	spt.events = (struct events){ EPOLL, TIMER };
	spt.kernel.manifest.entries = COUNT(e);
	memcpy(spt.kernel.manifest.e, e, sizeof(e));
	if (NR_COMMON + isa_nr_calls > COUNT(base))
		return -1;
	memcpy(&base[NR_COMMON], isa_calls, isa_nr_calls * sizeof(base[0]));
	all = (struct samples){
		.arch = isa_audit_arch, .good = good, .filter = &spt.filter,
		.base = base, .nr_base = NR_COMMON + isa_nr_calls,
		.values = values, .nr_values = COUNT(values),
	};
	return filter_compile(&spt, &why);
}

static void verdicts(void **state)
{
	(void)state;
	verdicts_are_as_said(&all);
}

static void nothing_is_idle(void **state)
{
	(void)state;
	no_jump_is_idle(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(nothing_is_idle),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
