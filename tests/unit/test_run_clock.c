// SPDX-License-Identifier: ISC
/* Symbols of the host's vDSO, and whether a clock makes system calls. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <elf.h>

#include "lib/err.h"
#include "tenders/run/clock.h"
#include "tenders/run/isa.h"
#include "tenders/run/tender.h"
#include "tenders/run/vdso.h"

static uint64_t instead;

uint64_t __real_vdso_symbol(const void *base, const char *name);
uint64_t __wrap_vdso_symbol(const void *base, const char *name);

uint64_t __wrap_vdso_symbol(const void *base, const char *name)
{
	return instead ? instead : __real_vdso_symbol(base, name);
}

static const void *vdso(void)
{
	return (const void *)getauxval(AT_SYSINFO_EHDR);
}

static void a_function_of_the_vdso(void **state)
{
	clock_fn *fn;
	struct timespec a, b;

	(void)state;
	if (!vdso())
		skip();
	fn = (clock_fn *)vdso_symbol(vdso(), isa_vdso_clock_gettime);
	assert_non_null(fn);
	assert_int_equal(fn(CLOCK_REALTIME, &a), 0);
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &b), 0);
	assert_true(b.tv_sec - a.tv_sec <= 1 && b.tv_sec >= a.tv_sec);
	assert_true(vdso_symbol(vdso(), "__vdso_no_such_function") == 0);
	assert_true(vdso_symbol(vdso(), "") == 0);
}

/*
 * A shared object of our own, with one kind of hash table only: hosts' vDSOs
 * have both, or one of the two.
 */
struct object {
	Elf64_Ehdr head;
	Elf64_Phdr seg[2];
	Elf64_Dyn dyn[5];
	uint32_t hash[8];
	uint32_t gnu_hash[4 + 2 + 2 + 3];
	Elf64_Sym sym[4];
	char strings[32];
};

#define BIAS	0x10000			/* its addresses are not offsets */

static void add_dynamic(struct object *o, int *n, Elf64_Sxword tag, size_t at)
{
	o->dyn[*n].d_tag = tag;
	o->dyn[(*n)++].d_un.d_ptr = at + BIAS;
}

static void build(struct object *o, int gnu)
{
	static const char names[] = "\0first\0second\0third";
	/* one bucket empty, one with the chain of all three */
	static const uint32_t table[] = {
		2, 1, 1, 0, 0, 0, 0, 1, 0x10, 0x20, 0x31,
	};
	int n = 0;

	memset(o, 0, sizeof(*o));
	o->head.e_phoff = offsetof(struct object, seg);
	o->head.e_phnum = 2;
	o->seg[0] = (Elf64_Phdr) { .p_type = PT_LOAD, .p_vaddr = BIAS };
	o->seg[1] = (Elf64_Phdr) {
		.p_type = PT_DYNAMIC, .p_offset = offsetof(struct object, dyn),
	};
	add_dynamic(o, &n, DT_SYMTAB, offsetof(struct object, sym));
	add_dynamic(o, &n, DT_STRTAB, offsetof(struct object, strings));
	if (gnu)
		add_dynamic(o, &n, DT_GNU_HASH,
			    offsetof(struct object, gnu_hash));
	else
		add_dynamic(o, &n, DT_HASH, offsetof(struct object, hash));
	o->hash[1] = 4;
	memcpy(o->gnu_hash, table, sizeof(table));
	memcpy(o->strings, names, sizeof(names));
	for (int i = 1; i < 4; i++)
		o->sym[i] = (Elf64_Sym) {
			.st_name = i == 1 ? 1 : i == 2 ? 7 : 14,
			.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
			.st_shndx = 1, .st_value = BIAS + 0x100 * (unsigned)i,
		};
	o->sym[1].st_shndx = SHN_UNDEF;
}

static void both_hash_tables(void **state)
{
	static struct object o;
	uint64_t base = (uint64_t)&o;

	(void)state;
	for (int gnu = 0; gnu < 2; gnu++) {
		build(&o, gnu);
		assert_true(vdso_symbol(&o, "second") == base + 0x200);
		assert_true(vdso_symbol(&o, "third") == base + 0x300);
		assert_true(vdso_symbol(&o, "first") == 0);	/* undefined */
		o.sym[2].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);
		assert_true(vdso_symbol(&o, "second") == 0);
	}
	o.gnu_hash[7] = 0;			/* no chain at all */
	assert_true(vdso_symbol(&o, "third") == 0);
	o.dyn[2].d_tag = DT_NULL;		/* no table at all */
	assert_true(vdso_symbol(&o, "third") == 0);
	o.dyn[0].d_tag = DT_NULL;
	assert_true(vdso_symbol(&o, "third") == 0);
}

static int quiet(clockid_t id, struct timespec *ts)
{
	(void)id;
	ts->tv_sec = 1;
	return 0;
}

static int calling(clockid_t id, struct timespec *ts)
{
	return (int)syscall(SYS_clock_gettime, id, ts);
}

static int calling_late(clockid_t id, struct timespec *ts)
{
	return id == CLOCK_REALTIME ? calling(id, ts) : quiet(id, ts);
}

static int failing(clockid_t id, struct timespec *ts)
{
	(void)id, (void)ts;
	return -1;
}

static void tried_in_a_child(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(clock_try_in_child(quiet, &e), 1);
	assert_int_equal(clock_try_in_child(calling, &e), 0);
	assert_int_equal(clock_try_in_child(calling_late, &e), 0);
	assert_int_equal(clock_try_in_child(failing, &e), 0);
	/* nobody is left to wait for */
	assert_int_equal(wait(NULL), -1);
	assert_int_equal(errno, ECHILD);
}

static void tried_here(void **state)
{
	(void)state;
	if (clock_try_here(quiet) == -EINVAL)
		skip();
	assert_int_equal(clock_try_here(quiet), 1);
	assert_int_equal(clock_try_here(calling), 0);
	assert_int_equal(clock_try_here(calling_late), 0);
	assert_int_equal(clock_try_here(failing), 0);
	assert_int_equal(clock_try_here(quiet), 1);
}

static void a_clock_that_calls_is_refused(void **state)
{
	struct tender t = { 0 };
	struct err e = { 0 };

	(void)state;
	instead = (uint64_t)(uintptr_t)calling;
	assert_int_equal(clock_check(&t, &e), -ENOTSUP);
	assert_non_null(strstr(e.text, "clocksource is "));
	instead = (uint64_t)(uintptr_t)quiet;
	e = (struct err){ 0 };
	assert_int_equal(clock_check(&t, &e), 0);
	assert_true(t.clock_gettime == (uint64_t)(uintptr_t)quiet);
	instead = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_of_the_vdso),
		cmocka_unit_test(both_hash_tables),
		cmocka_unit_test(tried_in_a_child),
		cmocka_unit_test(tried_here),
		cmocka_unit_test(a_clock_that_calls_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
