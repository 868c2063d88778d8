// SPDX-License-Identifier: ISC
/*
 * The filter's verdicts: by site, number, architecture and argument; against a
 * second statement of the rules, written independently; and that no rule and no
 * check of the table is idle.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include <linux/audit.h>

#include <nabla/layout.h>

#include "filter_samples.h"

#define ALLOW	SECCOMP_RET_ALLOW
#define KILL	SECCOMP_RET_KILL_PROCESS
#define TRAP	SECCOMP_RET_TRAP

#define STUB_IP		(NABLA_RAM + 0x212345678)
#define TENDER_IP	0x7f1234567890	/* no site: none of its calls */
#define RETURN_IP	(NABLA_RAM + 0x212345690)
#define RAM_FD		7
#define EVENT		20	/* the first of 14 eventfds */
#define EVENT_END	34
#define RAM_SIZE	((3UL << 40) + 0x5000)	/* more than one mapping */
#define SHARED		(MAP_SHARED | MAP_FIXED)
#define HOLE	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE)

static const int streams[] = { 0, 1, 2, 9 }, blocks[] = { 8, 300 };
static const int writable[] = { 300 };
static struct samples all;

static uint32_t judge(const struct call *c)
{
	uint32_t verdict = judge_by(&all.filter, c, isa_audit_arch);

	/* What a handler is told besides is the ISA's own. */
	if ((verdict & SECCOMP_RET_ACTION_FULL) == TRAP)
		verdict = TRAP;
	return verdict;
}

/* ---- the rules, said again ---- */

static bool is_in(uint64_t v, const int *set, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((int)v == set[i])
			return true;
	return false;
}

static bool good_place(uint64_t addr, uint64_t len)
{
	unsigned __int128 end = (unsigned __int128)addr + len;

	if (addr >= NABLA_USER_MIN && addr < NABLA_USER_END)
		return len < NABLA_MMAP_MAX;
	return addr >= NABLA_VMALLOC &&
	       end <= NABLA_VMALLOC + NABLA_VMALLOC_SIZE;
}

static bool good_mmap(const uint64_t *a)
{
	if (!good_place(a[0], a[1]))
		return false;
	if (a[3] == HOLE)
		return a[2] == PROT_NONE && a[4] == (uint64_t)-1;
	return (a[3] == SHARED || a[3] == (SHARED | MAP_POPULATE)) &&
	       a[2] >= 1 && a[2] <= 7 && a[4] == RAM_FD && a[5] % 4096 == 0 &&
	       (unsigned __int128)a[5] + a[1] <= RAM_SIZE;
}

static bool good_stub_call(const struct call *c)
{
	switch (c->nr) {
	case SYS_read:
	case SYS_write:
		return is_in(c->arg[0], streams, COUNT(streams)) ||
		       ((int)c->arg[0] >= EVENT && (int)c->arg[0] < EVENT_END);
	case SYS_pread64:
		return is_in(c->arg[0], blocks, COUNT(blocks));
	case SYS_pwrite64:
		return is_in(c->arg[0], writable, COUNT(writable));
	case SYS_ppoll:
		return !c->arg[3];
	case SYS_exit_group:
		return true;
	case SYS_mmap:
		return good_mmap(c->arg);
	}
	return false;
}

static uint32_t expected(const struct call *c)
{
	if (c->ip == STUB_IP)
		return good_stub_call(c) ? ALLOW : KILL;
	if (c->ip == RETURN_IP && isa_nr_rules)
		return c->nr == SYS_rt_sigreturn ? ALLOW : KILL;
	return TRAP;
}

/* ---- samples: for each rule one good call, then everything near it ---- */

static const struct call base[] = {
	{ STUB_IP, SYS_read, { EVENT, 0x1000, 8 } },
	{ STUB_IP, SYS_write, { EVENT_END - 1, 0x1000, 8 } },
	{ STUB_IP, SYS_read, { 9, 0x1000, 64 } },
	{ STUB_IP, SYS_write, { 1, 0x1000, 64 } },
	{ STUB_IP, SYS_pread64, { 8, 0x1000, 512, 512 } },
	{ STUB_IP, SYS_pwrite64, { 300, 0x1000, 512, 512 } },
	{ STUB_IP, SYS_ppoll, { 0x1000, 3, 0x2000, 0, 8 } },
	{ STUB_IP, SYS_exit_group, { 3 } },
	{ STUB_IP, SYS_mmap,
	  { 0x400000, 0x3000, PROT_READ | PROT_WRITE, SHARED, RAM_FD,
	    0x5000 } },
	{ STUB_IP, SYS_mmap,
	  { 0x400000, 0x3000, PROT_READ, SHARED | MAP_POPULATE, RAM_FD, 0 } },
	{ STUB_IP, SYS_mmap,
	  { 0x5cffffffe000, 0x3000, PROT_NONE, HOLE, (uint64_t)-1, 0 } },
	{ STUB_IP, SYS_mmap,
	  { NABLA_VMALLOC + 0x1000, 0x3000, 7, SHARED, RAM_FD, 0x5000 } },
	{ STUB_IP, SYS_mmap,
	  { NABLA_VMALLOC, 0x1000, PROT_NONE, HOLE, (uint64_t)-1, 0x1000 } },
	{ RETURN_IP, SYS_rt_sigreturn, { 0 } },
};

static const uint64_t interesting[] = {
	0, 1, 2, 3, 4, 7, 8, 9, EVENT - 1, EVENT, EVENT + 1, EVENT_END - 1,
	EVENT_END, 300, 0xfff, 0x1000, 0xf000, NABLA_USER_MIN - 1,
	NABLA_USER_MIN, NABLA_USER_END - 1, NABLA_USER_END, 0x660000000000,
	NABLA_MEMBER, NABLA_RAM, NABLA_VMALLOC - 0x1000, NABLA_VMALLOC - 1,
	NABLA_VMALLOC, NABLA_VMALLOC + NABLA_VMALLOC_SIZE - 0x3000,
	NABLA_VMALLOC + NABLA_VMALLOC_SIZE - 0x1000,
	NABLA_VMALLOC + NABLA_VMALLOC_SIZE, NABLA_VMALLOC_SIZE,
	NABLA_VMALLOC_SIZE - 0x1000, NABLA_MMAP_MAX - 1, NABLA_MMAP_MAX,
	NABLA_MMAP_MAX - 0x1000, RAM_SIZE - 0x3000, RAM_SIZE - 0x2000,
	RAM_SIZE - 1, RAM_SIZE, RAM_SIZE + 1, 0xffffffff, 0x100000000,
	0xfffff000, 0x1000000001, (uint64_t)-0x1000, (uint64_t)-0x3000,
	(uint64_t)-1, SHARED, HOLE, MAP_PRIVATE | MAP_FIXED, MAP_SHARED,
	SHARED | MAP_HUGETLB, SHARED | MAP_GROWSDOWN, MAP_POPULATE,
	STUB_IP, TENDER_IP,
};

static int set_up(void **state)
{
	(void)state;
	all = (struct samples) {
		.env = {
			.ip = { STUB_IP, isa_nr_rules ? RETURN_IP : 0 },
			.stream = streams, .nr_streams = COUNT(streams),
			.block = blocks, .nr_blocks = COUNT(blocks),
			.writable = writable, .nr_writable = COUNT(writable),
			.event = EVENT, .event_end = EVENT_END,
			.ram_fd = RAM_FD, .ram_size = RAM_SIZE,
		},
		.good = base, .nr_good = COUNT(base),
		.values = interesting, .nr_values = COUNT(interesting),
	};
	filter_verdicts(&all.env);
	all.nr_rules = filter_table(all.rules);
	return samples_compile(&all);
}

/* ---- tests ---- */

static void base_calls_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(base); i++)
		if (base[i].ip != RETURN_IP || isa_nr_rules)
			assert_int_equal(judge(&base[i]), ALLOW);
}

static bool agrees(const struct call *c, void *data)
{
	(*(unsigned int *)data)++;
	if (judge(c) != expected(c)) {
		print_error("nr %d at %#lx: %#lx %#lx %#lx %#lx %#lx %#lx: "
			    "%#x, not %#x\n", c->nr, c->ip, c->arg[0],
			    c->arg[1], c->arg[2], c->arg[3], c->arg[4],
			    c->arg[5], judge(c), expected(c));
		return true;
	}
	return false;
}

static void verdicts_are_as_said(void **state)
{
	unsigned int n = 0;

	(void)state;
	assert_false(each_sample(&all, agrees, &n));
	assert_true(n > 5000);
}

/* Two arguments at once: sums that wrap, and the like. */
static void pairs_of_arguments(void **state)
{
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(base); i++) {
		for (size_t k = 0; k < COUNT(interesting); k++) {
			struct call c = base[i];

			c.arg[1] = interesting[k];
			assert_false(near_call(&all, &c, agrees, &n));
		}
	}
}

static void random_arguments(void **state)
{
	uint64_t seed = 88172645463325252ULL;
	unsigned int n = 0, allowed = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct call c = base[i % COUNT(base)];

		for (int k = 0; k < 6; k++) {
			seed ^= seed << 13, seed ^= seed >> 7;
			seed ^= seed << 17;
			if (seed % 3 == 0)
				c.arg[k] = seed >> (seed % 61);
			else if (seed % 3 == 1)
				c.arg[k] = interesting[seed / 7 %
						       COUNT(interesting)];
		}
		assert_false(agrees(&c, &n));
		allowed += judge(&c) == ALLOW;
	}
	assert_true(allowed > 1000);
}

static const uint64_t sites[] = {
	STUB_IP, TENDER_IP, RETURN_IP, STUB_IP - 1, STUB_IP + 1,
	STUB_IP ^ 1UL << 32, STUB_IP ^ 1UL << 63, (uint32_t)STUB_IP,
	TENDER_IP - 2, 0, 0x400000, (uint64_t)-1,
};

static void every_number_at_every_site(void **state)
{
	static const int x32 = 0x40000000;
	unsigned int n = 0;

	(void)state;
	for (size_t s = 0; s < COUNT(sites); s++) {
		for (size_t i = 0; i < COUNT(base); i++) {
			struct call c = base[i];

			c.ip = sites[s];
			for (int nr = -1; nr <= 600; nr++) {
				c.nr = nr;
				assert_false(agrees(&c, &n));
				c.nr = nr | x32;
				assert_false(agrees(&c, &n));
			}
		}
	}
}

static void other_architectures(void **state)
{
	static const uint32_t archs[] = {
		AUDIT_ARCH_I386, AUDIT_ARCH_ARM, AUDIT_ARCH_X86_64,
		AUDIT_ARCH_AARCH64, AUDIT_ARCH_RISCV64, 0, (uint32_t)-1,
	};

	(void)state;
	for (size_t a = 0; a < COUNT(archs); a++) {
		uint32_t want = archs[a] == isa_audit_trapped && archs[a] ?
				TRAP : KILL;

		if (archs[a] == isa_audit_arch)
			continue;
		for (size_t i = 0; i < COUNT(base); i++) {
			struct call c = base[i];

			assert_int_equal(judge_by(&all.filter, &c, archs[a]), want);
			c.ip = 0x400000;
			assert_int_equal(judge_by(&all.filter, &c, archs[a]), want);
		}
	}
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

/* ---- each kind of check by itself, with values that the table has not ---- */

static bool passes(const struct check *c, const uint64_t *a)
{
	uint64_t v = a[c->arg];

	switch (c->op) {
	case EQUAL:
		return v == c->value;
	case SUBSET:
		return !(v & ~c->value);
	case EQUAL_BUT:
		return (v & ~c->but) == c->value;
	case NOT_ZERO:
		return v;
	case AT_LEAST:
		return v >= c->value;
	case BELOW:
		return v < c->value;
	case END_AT_MOST:
		return (unsigned __int128)v + a[c->len_arg] <= c->value;
	default:
		fail();
		return false;
	}
}

static void check_by_itself(const struct check *c)
{
	const struct rule rule = {
		SITE_STUB, SYS_getpid, "a test", { *c },
	};
	const struct rule *table[] = { &rule };
	struct call call = { STUB_IP, SYS_getpid, { 0 } };

	assert_int_equal(filter_compile(&all.other, table, 1, &all.env), 0);
	for (size_t i = 0; i < COUNT(interesting); i++) {
		for (size_t k = 0; k < COUNT(interesting); k++) {
			call.arg[2] = interesting[i];
			call.arg[3] = interesting[k] + (c->value & i % 2);
			assert_int_equal(judge_by(&all.other, &call,
						  isa_audit_arch),
					 passes(c, call.arg) ? ALLOW : KILL);
		}
	}
}

static void each_check_by_itself(void **state)
{
	static const enum check_op ops[] = {
		EQUAL, SUBSET, NOT_ZERO, AT_LEAST, BELOW, END_AT_MOST,
	};
	struct check c = { .arg = 3, .len_arg = 2 };

	(void)state;
	for (size_t i = 0; i < COUNT(ops); i++) {
		c.op = ops[i];
		for (size_t k = 0; k < COUNT(interesting); k++) {
			c.value = interesting[k];
			check_by_itself(&c);
			c.value ^= 0x100000001;
			check_by_itself(&c);
		}
	}
	c.op = EQUAL_BUT;
	for (size_t i = 0; i < COUNT(interesting); i++) {
		c.but = interesting[i];
		c.value = interesting[COUNT(interesting) - 1 - i] & ~c.but;
		check_by_itself(&c);
	}
}

/* As many devices as there can be: all reachable, the program not too long. */
static void many_descriptors(void **state)
{
	int fds[67];
	struct filter_env full = all.env;
	struct call c = base[0];

	(void)state;
	for (size_t i = 0; i < COUNT(fds); i++)
		fds[i] = (int)i * 3;
	full.stream = full.block = full.writable = fds;
	full.nr_streams = full.nr_blocks = COUNT(fds);
	full.nr_writable = COUNT(fds);
	full.event = full.event_end = 1000;
	assert_int_equal(filter_compile(&all.other, all.rules, all.nr_rules,
					&full), 0);
	for (uint64_t fd = 0; fd < 210; fd++) {
		c.arg[0] = fd;
		c.nr = SYS_read;
		assert_int_equal(judge_by(&all.other, &c, isa_audit_arch),
				 fd % 3 || fd > 66 * 3 ? KILL : ALLOW);
		c.nr = SYS_pwrite64;
		assert_int_equal(judge_by(&all.other, &c, isa_audit_arch),
				 fd % 3 || fd > 66 * 3 ? KILL : ALLOW);
	}
	full.nr_streams = full.nr_blocks = full.nr_writable = 0;
	assert_int_equal(filter_compile(&all.other, all.rules, all.nr_rules,
					&full), 0);
	assert_int_equal(judge_by(&all.other, &c, isa_audit_arch), KILL);
}

static void assembler_errors(void **state)
{
	static struct bpf b;
	int label;

	(void)state;
	bpf_init(&b);
	label = bpf_label(&b);
	bpf_goto(&b, label);			/* never bound */
	bpf_return(&b, 0);
	assert_int_equal(bpf_finish(&b), -EINVAL);
	bpf_init(&b);
	label = bpf_label(&b);
	bpf_bind(&b, label);
	bpf_goto(&b, label);			/* backward */
	bpf_return(&b, 0);
	assert_int_equal(bpf_finish(&b), -EINVAL);
	bpf_init(&b);
	label = bpf_label(&b);
	bpf_jump(&b, BPF_JEQ | BPF_K, 0, label, BPF_NEXT);
	for (int i = 0; i < 256; i++)
		bpf_return(&b, 0);
	bpf_bind(&b, label);			/* too far */
	bpf_return(&b, 0);
	assert_int_equal(bpf_finish(&b), -ERANGE);
	bpf_init(&b);
	for (int i = 0; i < BPF_SIZE_MAX + 1; i++)
		bpf_return(&b, 0);
	assert_int_equal(bpf_finish(&b), -E2BIG);
	bpf_init(&b);
	for (int i = 0; i < BPF_LABELS_MAX + 1; i++)
		bpf_label(&b);
	assert_int_equal(bpf_finish(&b), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base_calls_pass),
		cmocka_unit_test(verdicts_are_as_said),
		cmocka_unit_test(pairs_of_arguments),
		cmocka_unit_test(random_arguments),
		cmocka_unit_test(every_number_at_every_site),
		cmocka_unit_test(other_architectures),
		cmocka_unit_test(no_rule_is_idle),
		cmocka_unit_test(no_check_is_idle),
		cmocka_unit_test(each_check_by_itself),
		cmocka_unit_test(many_descriptors),
		cmocka_unit_test(assembler_errors),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
