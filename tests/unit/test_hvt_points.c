// SPDX-License-Identifier: ISC
/*
 * Breakpoints and watchpoints of solo5-hvt's debugger, down to the registers
 * that KVM is given: what is watched is watched to the byte, and only once.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tenders/hvt/points.h"
#include "tests/unit/hvt_registers.h"

#define SIZE	8192

static unsigned char memory[SIZE];
static struct kvm_guest_debug last;
static struct kvm_run run;
static struct hvt hvt;

void tell(const char *fmt, ...)
{
	(void)fmt;
	fail();
}

/* Guest-virtual addresses are physical; what else is asked is kept. */
int __wrap_vcpu_ioctl(const struct hvt *t, unsigned long request, void *arg)
{
	struct kvm_translation *k = arg;

	assert_ptr_equal(t, &hvt);
	if (request == KVM_TRANSLATE) {
		k->physical_address = k->linear_address;
		k->valid = k->linear_address < 2 * SIZE;
		return 0;
	}
	assert_int_equal(request, KVM_SET_GUEST_DEBUG);
	memcpy(&last, arg, sizeof(last));
	return 0;
}

static int setup(void **state)
{
	(void)state;
	memset(&last, 0, sizeof(last));
	memset(memory, 0x90, sizeof(memory));
	hvt = (struct hvt){ .run = &run, .alias = memory, .mem.size = SIZE };
	hvt.nr_break = hvt.nr_watch = 4;
	points_forget(&hvt);
	return 0;
}

/* Of each byte near by: seen just once inside, and never outside. */
static void check_span(enum point_kind kind, uint64_t addr, uint64_t len)
{
	assert_int_equal(points_arm(&hvt, false), 0);
	for (uint64_t a = addr - 20; a < addr + len + 20; a++) {
		bool inside = a >= addr && a < addr + len;

		assert_int_equal(registers_see(&last, POINT_WRITE, a),
				 inside && kind != POINT_READ);
		assert_int_equal(registers_see(&last, POINT_READ, a),
				 inside && kind != POINT_WRITE);
		assert_int_equal(registers_see(&last, POINT_EXECUTE, a), 0);
	}
}

/* Every length and place that fits, and what does not leaves nothing behind. */
static void test_spans(void **state)
{
	static const enum point_kind kinds[] = {
		POINT_WRITE, POINT_READ, POINT_ACCESS
	};
	unsigned int fit = 0;

	(void)state;
	for (unsigned int i = 0; i < 3 * 16 * 40; i++) {
		enum point_kind kind = kinds[i % 3];
		uint64_t addr = 4096 + i / 3 % 16, len = 1 + i / 48;
		enum point_result r = point_add(&hvt, kind, addr, len);

		if (kind == POINT_READ && !registers_have_read) {
			assert_int_equal(r, POINT_UNKNOWN);
			continue;
		}
		if (r == POINT_DONE) {
			check_span(kind, addr, len);
			assert_int_equal(point_remove(kind, addr, len),
					 POINT_DONE);
			fit++;
		} else {
			assert_int_equal(r, POINT_FAILED);
			assert_true(len > 8);
			assert_int_equal(point_remove(kind, addr, len),
					 POINT_FAILED);
		}
		assert_int_equal(points_arm(&hvt, false), 0);
		assert_int_equal(registers_on(&last), 0);
	}
	assert_true(fit > 2 * 16 * 8);
}

/* All are there or none, and one more is refused. */
static void test_full(void **state)
{
	(void)state;
	for (uint64_t a = 0; a < 3; a++)
		assert_int_equal(point_add(&hvt, POINT_WRITE, 4096 + 8 * a, 8),
				 POINT_DONE);
	assert_int_equal(point_add(&hvt, POINT_WRITE, 5000, 16), POINT_FAILED);
	assert_int_equal(point_add(&hvt, POINT_WRITE, 5000, 8), POINT_DONE);
	assert_int_equal(point_add(&hvt, POINT_WRITE, 6000, 1), POINT_FAILED);
	assert_int_equal(points_arm(&hvt, false), 0);
	assert_int_equal(registers_on(&last), 4);
	assert_int_equal(registers_see(&last, POINT_WRITE, 6000), 0);
	/* asked for again: the same one */
	assert_int_equal(point_add(&hvt, POINT_WRITE, 5000, 8), POINT_DONE);
	assert_int_equal(point_remove(POINT_WRITE, 5000, 8), POINT_DONE);
	assert_int_equal(points_arm(&hvt, false), 0);
	assert_int_equal(registers_on(&last), 3);
	assert_int_equal(registers_see(&last, POINT_WRITE, 5000), 0);
	points_forget(&hvt);
	assert_int_equal(points_arm(&hvt, false), 0);
	assert_int_equal(registers_on(&last), 0);
}

static void test_nonsense(void **state)
{
	(void)state;
	assert_int_equal(point_add(&hvt, POINT_WRITE, 4096, 0), POINT_FAILED);
	assert_int_equal(point_add(&hvt, POINT_WRITE, UINT64_MAX - 3, 5),
			 POINT_FAILED);
	assert_int_equal(point_add(&hvt, POINT_WRITE, 0, UINT64_MAX),
			 POINT_FAILED);
	assert_int_equal(point_remove(POINT_WRITE, 4096, 0), POINT_FAILED);
	assert_int_equal(soft_remove(&hvt, 100), POINT_FAILED);
}

/* Two are the processor's; the third is an instruction, and goes again. */
static void test_soft(void **state)
{
	(void)state;
	assert_int_equal(soft_add(&hvt, 1000), POINT_DONE);
	assert_int_equal(soft_add(&hvt, 2000), POINT_DONE);
	assert_int_equal(soft_add(&hvt, 3000), POINT_DONE);
	assert_int_equal(soft_add(&hvt, 3000), POINT_DONE);
	assert_int_equal(memory[1000], 0x90);
	assert_memory_equal(memory + 3000, isa_breakpoint, isa_breakpoint_size);
	assert_int_equal(points_arm(&hvt, true), 0);
	assert_int_equal(registers_on(&last), 2);
	assert_int_equal(registers_see(&last, POINT_EXECUTE, 1000), 1);
	assert_int_equal(registers_see(&last, POINT_EXECUTE, 2000), 1);
	assert_true(last.control & KVM_GUESTDBG_SINGLESTEP);
	assert_int_equal(soft_remove(&hvt, 3000), POINT_DONE);
	assert_int_equal(memory[3000], 0x90);
	assert_int_equal(soft_remove(&hvt, 1000), POINT_DONE);
	assert_int_equal(soft_remove(&hvt, 1000), POINT_FAILED);
	assert_int_equal(soft_add(&hvt, SIZE + 100), POINT_DONE);
	assert_int_equal(soft_add(&hvt, SIZE + 200), POINT_FAILED);
	assert_int_equal(soft_add(&hvt, SIZE - 1 + isa_breakpoint_size),
			 POINT_FAILED);
}

/* The processor says which piece it was; the debugger hears what it asked. */
static void test_hit(void **state)
{
	const struct point *p;

	(void)state;
	assert_int_equal(soft_add(&hvt, 1000), POINT_DONE);
	assert_int_equal(point_add(&hvt, POINT_WRITE, 4100, 12), POINT_DONE);
	registers_hit(&run, 2, 4104);
	p = points_hit(&hvt);
	assert_non_null(p);
	assert_int_equal(p->kind, POINT_WRITE);
	assert_int_equal(p->addr, 4100);
	assert_int_equal(p->len, 12);
	points_forget(&hvt);
	assert_null(points_hit(&hvt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_spans, setup),
		cmocka_unit_test_setup(test_full, setup),
		cmocka_unit_test_setup(test_nonsense, setup),
		cmocka_unit_test_setup(test_soft, setup),
		cmocka_unit_test_setup(test_hit, setup),
	};

	return cmocka_run_group_tests_name("hvt_points", tests, NULL, NULL);
}
