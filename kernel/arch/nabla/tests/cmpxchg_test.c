// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: xchg and cmpxchg of each width, at the ends of each type's range, and that
 * the neighbours of a narrow object stay as they were.
 */
#include <kunit/test.h>
#include <linux/atomic.h>

/* A value of every width that its sign extension changes: -1, the least, the most. */
#define OF_WIDTH(T, min, max)						\
static void of_##T(struct kunit *test)					\
{									\
	static const T values[] = { 0, 1, (T)-1, min, max, (T)0x5a };	\
	struct { T before, it, after; } v;				\
	unsigned int i, k;						\
									\
	for (i = 0; i < ARRAY_SIZE(values); i++)			\
	for (k = 0; k < ARRAY_SIZE(values); k++) {			\
		T a = values[i], b = values[k], old = a;		\
									\
		v.before = v.after = (T)0x33;				\
		v.it = a;						\
		KUNIT_EXPECT_EQ(test, xchg(&v.it, b), a);		\
		KUNIT_EXPECT_EQ(test, v.it, b);				\
		KUNIT_EXPECT_EQ(test, cmpxchg(&v.it, b, a), b);		\
		KUNIT_EXPECT_EQ(test, v.it, a);				\
		/* what is not there is not replaced */			\
		KUNIT_EXPECT_EQ(test, cmpxchg(&v.it, (T)(a + 1), b), a); \
		KUNIT_EXPECT_EQ(test, v.it, a);				\
		KUNIT_EXPECT_TRUE(test, try_cmpxchg(&v.it, &old, b));	\
		KUNIT_EXPECT_EQ(test, old, a);				\
		KUNIT_EXPECT_EQ(test, v.it, b);				\
		old = (T)(b + 1);					\
		KUNIT_EXPECT_FALSE(test, try_cmpxchg(&v.it, &old, a));	\
		KUNIT_EXPECT_EQ(test, old, b);				\
		KUNIT_EXPECT_EQ(test, v.it, b);				\
		KUNIT_EXPECT_EQ(test, v.before, (T)0x33);		\
		KUNIT_EXPECT_EQ(test, v.after, (T)0x33);		\
	}								\
}

OF_WIDTH(u8, 0, U8_MAX)
OF_WIDTH(s8, S8_MIN, S8_MAX)
OF_WIDTH(u16, 0, U16_MAX)
OF_WIDTH(s16, S16_MIN, S16_MAX)
OF_WIDTH(u32, 0, U32_MAX)
OF_WIDTH(s32, S32_MIN, S32_MAX)
OF_WIDTH(u64, 0, U64_MAX)
OF_WIDTH(s64, S64_MIN, S64_MAX)

static void of_pointers(struct kunit *test)
{
	int a, b;
	int *p = &a;

	KUNIT_EXPECT_PTR_EQ(test, cmpxchg(&p, &a, &b), &a);
	KUNIT_EXPECT_PTR_EQ(test, xchg(&p, NULL), &b);
	KUNIT_EXPECT_PTR_EQ(test, p, NULL);
}

static void local_and_64(struct kunit *test)
{
	s32 v = -7;
	u64 w = ~0ULL;

	KUNIT_EXPECT_EQ(test, cmpxchg_local(&v, -7, -8), -7);
	KUNIT_EXPECT_EQ(test, v, -8);
	KUNIT_EXPECT_EQ(test, cmpxchg64(&w, ~0ULL, 5ULL), ~0ULL);
	KUNIT_EXPECT_EQ(test, w, 5ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(of_u8), KUNIT_CASE(of_s8),
	KUNIT_CASE(of_u16), KUNIT_CASE(of_s16),
	KUNIT_CASE(of_u32), KUNIT_CASE(of_s32),
	KUNIT_CASE(of_u64), KUNIT_CASE(of_s64),
	KUNIT_CASE(of_pointers),
	KUNIT_CASE(local_and_64),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_cmpxchg",
	.test_cases = cases,
};
kunit_test_suite(suite);
