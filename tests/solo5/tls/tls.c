// SPDX-License-Identifier: ISC
/* Two blocks of thread-local variables, and going back and forth. */
#include "lib.h"

#define ALIGN	64

static __thread volatile uint64_t filled = 0xc0ffee;
static __thread volatile uint32_t small = 7;
static __thread volatile uint64_t zero;
static __thread volatile char array[33];
static __thread volatile uint64_t aligned __attribute__((aligned(ALIGN)));

/* Alignment of a block: that of tp (variant I) or of the variables (II). */
static uintptr_t block(uintptr_t *at)
{
	uintptr_t tls = (*at + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1);

	*at = tls + solo5_tls_size();
	return tls;
}

static void use(uintptr_t tls)
{
	CHECK(solo5_set_tls_base(solo5_tls_tp_offset(tls)) == SOLO5_R_OK, 1);
}

/*
 * Each in a function of its own: inside one, the compiler may keep where the
 * block is.
 */
static __attribute__((noinline)) void check_fresh(void)
{
	CHECK(filled == 0xc0ffee, 2);
	CHECK(small == 7, 3);
	CHECK(!zero && !array[0] && !array[32] && !aligned, 4);
	CHECK(!((uintptr_t)&aligned & (ALIGN - 1)), 5);
}

static __attribute__((noinline)) void change_one(void)
{
	filled = 1, small = 2, zero = 3, array[32] = 4, aligned = 5;
}

static __attribute__((noinline)) void change_two(void)
{
	filled = 11, zero = 13;
}

static __attribute__((noinline)) void check_one(void)
{
	CHECK(filled == 1 && small == 2 && zero == 3 && array[32] == 4 &&
	      aligned == 5, 10);
}

static __attribute__((noinline)) void check_two(uintptr_t two, uintptr_t end)
{
	CHECK(filled == 11 && zero == 13 && small == 7, 11);
	CHECK((uintptr_t)&filled >= two && (uintptr_t)&filled < end, 12);
	CHECK((uintptr_t)&aligned >= two && (uintptr_t)&aligned < end, 13);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	uintptr_t at = info->heap_start, one, two;
	uint64_t *guard;

	CHECK(solo5_tls_size() >= 64, 6);
	CHECK(solo5_tls_init(0) == SOLO5_R_EINVAL, 7);
	one = block(&at);
	two = block(&at);
	guard = (uint64_t *)at;
	*guard = 0x5a5a;
	CHECK(solo5_tls_init(one) == SOLO5_R_OK, 8);
	CHECK(solo5_tls_init(two) == SOLO5_R_OK, 9);
	use(one);
	check_fresh();
	change_one();
	use(two);
	check_fresh();
	change_two();
	use(one);
	check_one();
	use(two);
	check_two(two, at);
	CHECK(*guard == 0x5a5a, 14);
	say("SUCCESS\n");
	return 0;
}
