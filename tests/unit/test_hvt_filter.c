// SPDX-License-Identifier: ISC
/*
 * solo5-hvt's filter, by itself, with channels, a debugger and a core: its
 * verdicts against a second statement of the rules; and that nothing of it is
 * idle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

#include <cmocka.h>

#include "lib/err.h"
#include "rules_samples.h"
#include "tenders/hvt/hvt.h"

enum { VCPU = 9, EPOLL = 10, TIMER = 11, NET = 12, DISK = 13, SMALL = 14,
       CORE = 15, DIR = 16, GDB = 17, NET2 = 18, FILES = 20, CONTROL = 21,
       VM = 22 };

#define CAPACITY	0x300000200ULL	/* more than 32 bits */
#define BLOCK		512
#define SMALL_BLOCK	4096		/* and no more than that */
#define DEVICES		6		/* with the channels */

static struct hvt hvt;
static struct samples all;

int __wrap_gdb_descriptor(const struct gdb *g)
{
	assert_non_null(g);
	return GDB;
}

static bool is_stream(uint64_t fd)
{
	if (hvt.channels && (fd == FILES || fd == CONTROL))
		return true;
	return fd == NET || fd == NET2;
}

static bool is_block(const uint64_t *a)
{
	if (a[0] == DISK)
		return a[2] == BLOCK && a[3] <= CAPACITY - BLOCK;
	return a[0] == SMALL && a[2] == SMALL_BLOCK && !a[3];
}

static bool is_debug(uint64_t request)
{
	for (int i = 0; isa_debug_ioctls[i]; i++)
		if (request == isa_debug_ioctls[i])
			return true;
	return false;
}

/* The timer's interrupt, where it is the tender's to tell. */
static bool is_timer(const uint64_t *a)
{
	if (!hvt.timer || a[0] != VM)
		return false;
	for (int i = 0; isa_timer_ioctls[i]; i++)
		if (a[1] == isa_timer_ioctls[i])
			return true;
	return false;
}

/* Whoever may debug may do this besides. */
static bool good_debugging(const struct call *c)
{
	const uint64_t *a = c->arg;
	bool gdb = hvt.gdb, core = hvt.corefd >= 0;

	switch (c->nr) {
	case SYS_ioctl:
		return (gdb || core) && a[0] == VCPU && is_debug(a[1]);
	case SYS_read:
	case SYS_recvfrom:
		return gdb && a[0] == GDB;
	case SYS_rt_sigreturn:
		return gdb;
	case SYS_write:
		return (gdb && a[0] == GDB) || (core && a[0] == CORE);
	case SYS_lseek:
		return core && a[0] == CORE;
	case SYS_linkat:
		return core && a[0] == CORE && a[2] == DIR;
	}
	return false;
}

static bool good(const struct call *c)
{
	const uint64_t *a = c->arg;
	bool plain = false;

	switch (c->nr) {
	case SYS_ioctl:
		plain = (a[0] == VCPU && a[1] == KVM_RUN) || is_timer(a);
		break;
	case SYS_write:
		plain = a[0] == 1 || a[0] == 2 || is_stream(a[0]);
		break;
	case SYS_read:
		plain = is_stream(a[0]);
		break;
	case SYS_pread64:
	case SYS_pwrite64:
		plain = is_block(a);
		break;
	case SYS_clock_gettime:
		plain = a[0] == CLOCK_REALTIME;
		break;
	case SYS_epoll_pwait:
		plain = a[0] == EPOLL;
		break;
	case SYS_timerfd_settime:
		plain = a[0] == TIMER;
		break;
	case SYS_ppoll:
		plain = hvt.channels && a[1] == DEVICES && !a[3];
		break;
	case SYS_exit_group:
		plain = true;
		break;
	}
	return plain || good_debugging(c);
}

static const struct call plain[] = {
	{ SYS_ioctl, { VCPU, KVM_RUN } },
	{ SYS_write, { 1 } },
	{ SYS_write, { 2 } },
	{ SYS_write, { NET } },
	{ SYS_write, { NET2 } },
	{ SYS_read, { NET } },
	{ SYS_read, { NET2 } },
	{ SYS_pread64, { DISK, 0, BLOCK, CAPACITY - BLOCK } },
	{ SYS_pwrite64, { DISK, 0, BLOCK, 0 } },
	{ SYS_pread64, { SMALL, 0, SMALL_BLOCK, 0 } },
	{ SYS_pwrite64, { SMALL, 0, SMALL_BLOCK, 0 } },
	{ SYS_clock_gettime, { CLOCK_REALTIME } },
	{ SYS_epoll_pwait, { EPOLL } },
	{ SYS_timerfd_settime, { TIMER } },
	{ SYS_exit_group, { 3 } },
};

static const struct call channels[] = {
	{ SYS_read, { FILES } },
	{ SYS_read, { CONTROL } },
	{ SYS_write, { FILES } },
	{ SYS_write, { CONTROL } },
	{ SYS_ppoll, { 0, DEVICES } },
};

static const struct call debugger[] = {
	{ SYS_read, { GDB } },
	{ SYS_write, { GDB } },
	{ SYS_recvfrom, { GDB } },
	{ SYS_rt_sigreturn, { 0 } },
};

static const struct call core[] = {
	{ SYS_write, { CORE } },
	{ SYS_lseek, { CORE } },
	{ SYS_linkat, { CORE, 0, DIR } },
};

static struct call base[64];

static void add(const struct call *c, size_t n)
{
	assert_true(all.nr_base + n <= COUNT(base));
	memcpy(&base[all.nr_base], c, n * sizeof(*c));
	all.nr_base += n;
}

static void add_registers(void)
{
	for (int i = 0; isa_debug_ioctls[i]; i++)
		add(&(struct call){ SYS_ioctl, { VCPU, isa_debug_ioctls[i] } },
		    1);
}

static uint64_t values[64] = {
	0, 1, 2, 3, VM, VCPU, EPOLL, TIMER, NET, DISK, SMALL, CORE, DIR, GDB,
	NET2, 19, FILES, CONTROL, DEVICES, BLOCK, SMALL_BLOCK, KVM_RUN,
	CLOCK_REALTIME, CAPACITY - BLOCK + 1, CAPACITY,
	0x2ffffffffULL, 0x300000000ULL, 0x400000000ULL,
	(uint64_t)-1,
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
	size_t n = 29;

	(void)state;
	hvt = (struct hvt){
		.vmfd = VM, .vcpufd = VCPU, .corefd = -1, .coredir = -1,
		.events = { EPOLL, TIMER }, .kernel.manifest.entries = COUNT(e),
	};
	memcpy(hvt.kernel.manifest.e, e, sizeof(e));
	for (size_t i = 0; isa_debug_ioctls[i]; i++)
		values[n++] = isa_debug_ioctls[i];
	for (size_t i = 0; isa_timer_ioctls[i]; i++)
		values[n++] = isa_timer_ioctls[i];
	all = (struct samples){
		.arch = isa_audit_arch, .good = good, .filter = &hvt.filter,
		.base = base,
		.values = values, .nr_values = COUNT(values),
	};
	add(plain, COUNT(plain));
	return 0;
}

static void see(void)
{
	struct err e = { 0 };

	assert_int_equal(filter_compile(&hvt, &e), 0);
	verdicts_are_as_said(&all);
	no_jump_is_idle(&all);
}

static void by_itself(void **state)
{
	(void)state;
	see();
}

/* Its manifest has two devices more. */
static void with_channels(void **state)
{
	static const struct mft_entry e[] = {
		{ .type = MFT_DEV_FILES, .b.hostfd = FILES },
		{ .type = MFT_DEV_CONTROL, .b.hostfd = CONTROL },
	};
	struct manifest *m = &hvt.kernel.manifest;

	(void)state;
	memcpy(&m->e[m->entries], e, sizeof(e));
	m->entries += COUNT(e);
	assert_int_equal(m->entries, DEVICES + 1);
	hvt.channels = true;
	add(channels, COUNT(channels));
	see();
}

static void with_the_timer(void **state)
{
	(void)state;
	hvt.timer = true;
	for (int i = 0; isa_timer_ioctls[i]; i++)
		add(&(struct call){ SYS_ioctl, { VM, isa_timer_ioctls[i] } }, 1);
	see();
}

static void for_a_debugger(void **state)
{
	(void)state;
	hvt.gdb = (struct gdb *)&hvt;
	add(debugger, COUNT(debugger));
	add_registers();
	see();
}

static void for_a_core(void **state)
{
	(void)state;
	hvt.corefd = CORE;
	hvt.coredir = DIR;
	add(core, COUNT(core));
	add_registers();
	see();
}

static void for_both(void **state)
{
	(void)state;
	hvt.gdb = (struct gdb *)&hvt;
	hvt.corefd = CORE;
	hvt.coredir = DIR;
	add(debugger, COUNT(debugger));
	add(core, COUNT(core));
	add_registers();
	see();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(by_itself, set_up),
		cmocka_unit_test_setup(with_channels, set_up),
		cmocka_unit_test_setup(with_the_timer, set_up),
		cmocka_unit_test_setup(for_a_debugger, set_up),
		cmocka_unit_test_setup(for_a_core, set_up),
		cmocka_unit_test_setup(for_both, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
