// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: atomic_t and atomic64_t against plain arithmetic, at zero and at the ends
 * of the range, where they wrap.
 */
#include <kunit/test.h>
#include <linux/atomic.h>

#define BOTH(P, T, A, min, max)						\
static const T P##_values[] = { 0, 1, -1, 2, -2, min, max, 0x5a5a };	\
									\
static T P##_sum(T a, T b)						\
{									\
	return (T)((u64)a + (u64)b);					\
}									\
									\
static void P##_pair(struct kunit *test, T a, T b)			\
{									\
	A v;								\
									\
	P##_set(&v, a), P##_add(b, &v);					\
	KUNIT_EXPECT_EQ(test, P##_read(&v), P##_sum(a, b));		\
	P##_sub(b, &v);							\
	KUNIT_EXPECT_EQ(test, P##_read(&v), a);				\
	KUNIT_EXPECT_EQ(test, P##_add_return(b, &v), P##_sum(a, b));	\
	KUNIT_EXPECT_EQ(test, P##_sub_return(b, &v), a);		\
	KUNIT_EXPECT_EQ(test, P##_fetch_add(b, &v), a);			\
	KUNIT_EXPECT_EQ(test, P##_fetch_sub(b, &v), P##_sum(a, b));	\
	KUNIT_EXPECT_EQ(test, P##_fetch_and(b, &v), a);			\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)(a & b));		\
	P##_set(&v, a);							\
	KUNIT_EXPECT_EQ(test, P##_fetch_or(b, &v), a);			\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)(a | b));		\
	P##_set(&v, a);							\
	KUNIT_EXPECT_EQ(test, P##_fetch_xor(b, &v), a);			\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)(a ^ b));		\
	P##_xor(b, &v);							\
	KUNIT_EXPECT_EQ(test, P##_read(&v), a);				\
	P##_or(b, &v), P##_andnot(b, &v);				\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)(a & ~b));		\
	P##_set(&v, a);							\
	KUNIT_EXPECT_EQ(test, P##_sub_and_test(b, &v), a == b);		\
	P##_set(&v, a);							\
	KUNIT_EXPECT_EQ(test, P##_add_negative(b, &v), P##_sum(a, b) < 0); \
	P##_set(&v, a);							\
	KUNIT_EXPECT_EQ(test, P##_xchg(&v, b), a);			\
	KUNIT_EXPECT_EQ(test, P##_cmpxchg(&v, b, a), b);		\
	KUNIT_EXPECT_EQ(test, P##_fetch_add_unless(&v, b, a), a);	\
	KUNIT_EXPECT_EQ(test, P##_read(&v), a);				\
}									\
									\
static void P##_pairs(struct kunit *test)				\
{									\
	unsigned int i, k;						\
									\
	for (i = 0; i < ARRAY_SIZE(P##_values); i++)			\
		for (k = 0; k < ARRAY_SIZE(P##_values); k++)		\
			P##_pair(test, P##_values[i], P##_values[k]);	\
}									\
									\
static void P##_steps(struct kunit *test)				\
{									\
	A v;								\
									\
	P##_set(&v, -1);						\
	KUNIT_EXPECT_TRUE(test, P##_inc_and_test(&v));			\
	KUNIT_EXPECT_FALSE(test, P##_inc_and_test(&v));			\
	KUNIT_EXPECT_TRUE(test, P##_dec_and_test(&v));			\
	KUNIT_EXPECT_FALSE(test, P##_dec_and_test(&v));			\
	P##_set(&v, max), P##_inc(&v);					\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)min);			\
	P##_dec(&v);							\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)max);			\
	P##_set(&v, 1);							\
	KUNIT_EXPECT_EQ(test, P##_dec_if_positive(&v), (T)0);		\
	KUNIT_EXPECT_EQ(test, P##_dec_if_positive(&v), (T)-1);		\
	KUNIT_EXPECT_EQ(test, P##_read(&v), (T)0);			\
	KUNIT_EXPECT_FALSE(test, P##_inc_not_zero(&v));			\
}

BOTH(atomic, int, atomic_t, INT_MIN, INT_MAX)
BOTH(atomic64, s64, atomic64_t, S64_MIN, S64_MAX)

static struct kunit_case cases[] = {
	KUNIT_CASE(atomic_pairs),
	KUNIT_CASE(atomic_steps),
	KUNIT_CASE(atomic64_pairs),
	KUNIT_CASE(atomic64_steps),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_atomic",
	.test_cases = cases,
};
kunit_test_suite(suite);
