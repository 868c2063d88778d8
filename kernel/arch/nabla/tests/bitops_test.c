// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: atomic bit operations on each bit of a bitmap of three words, with all
 * others clear and with all others set.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>

#define BITS	(3 * BITS_PER_LONG)

struct map {
	DECLARE_BITMAP(bits, BITS);
	DECLARE_BITMAP(wanted, BITS);
};

static void expect_map(struct kunit *test, struct map *m, long nr, bool bit)
{
	__assign_bit(nr, m->wanted, bit);
	KUNIT_EXPECT_TRUE_MSG(test, bitmap_equal(m->bits, m->wanted, BITS),
			      "bit %ld, %d", nr, bit);
}

static void plain(struct kunit *test, struct map *m, long nr)
{
	set_bit(nr, m->bits);
	expect_map(test, m, nr, true);
	clear_bit(nr, m->bits);
	expect_map(test, m, nr, false);
	change_bit(nr, m->bits);
	expect_map(test, m, nr, true);
	change_bit(nr, m->bits);
	expect_map(test, m, nr, false);
}

static void testing(struct kunit *test, struct map *m, long nr)
{
	KUNIT_EXPECT_FALSE(test, test_and_set_bit(nr, m->bits));
	expect_map(test, m, nr, true);
	KUNIT_EXPECT_TRUE(test, test_and_set_bit(nr, m->bits));
	expect_map(test, m, nr, true);
	KUNIT_EXPECT_TRUE(test, test_and_change_bit(nr, m->bits));
	expect_map(test, m, nr, false);
	KUNIT_EXPECT_FALSE(test, test_and_clear_bit(nr, m->bits));
	expect_map(test, m, nr, false);
	KUNIT_EXPECT_FALSE(test, test_and_change_bit(nr, m->bits));
	KUNIT_EXPECT_TRUE(test, test_and_clear_bit(nr, m->bits));
	expect_map(test, m, nr, false);
}

static void locking(struct kunit *test, struct map *m, long nr)
{
	KUNIT_EXPECT_FALSE(test, test_and_set_bit_lock(nr, m->bits));
	KUNIT_EXPECT_TRUE(test, test_and_set_bit_lock(nr, m->bits));
	expect_map(test, m, nr, true);
	clear_bit_unlock(nr, m->bits);
	expect_map(test, m, nr, false);
	set_bit(nr, m->bits);
	__clear_bit_unlock(nr, m->bits);
	expect_map(test, m, nr, false);
}

static void each_bit(struct kunit *test,
		     void (*one)(struct kunit *, struct map *, long))
{
	struct map m;
	long nr;
	int full;

	for (full = 0; full < 2; full++)
		for (nr = 0; nr < BITS; nr++) {
			memset(&m, full ? 0xff : 0, sizeof(m));
			clear_bit(nr, m.bits);
			one(test, &m, nr);
		}
}

static void all_plain(struct kunit *test)
{
	each_bit(test, plain);
}

static void all_testing(struct kunit *test)
{
	each_bit(test, testing);
}

static void all_locking(struct kunit *test)
{
	each_bit(test, locking);
}

static void negative_byte(struct kunit *test)
{
	unsigned long word;
	long nr;

	for (nr = 0; nr < 7; nr++) {
		word = BIT(nr) | BIT(7) | BIT(20);
		KUNIT_EXPECT_TRUE(test,
			clear_bit_unlock_is_negative_byte(nr, &word));
		KUNIT_EXPECT_EQ(test, word, BIT(7) | BIT(20));
		word = ~0UL & ~BIT(7);
		KUNIT_EXPECT_FALSE(test,
			clear_bit_unlock_is_negative_byte(nr, &word));
		KUNIT_EXPECT_EQ(test, word, ~0UL & ~BIT(7) & ~BIT(nr));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(all_plain),
	KUNIT_CASE(all_testing),
	KUNIT_CASE(all_locking),
	KUNIT_CASE(negative_byte),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_bitops",
	.test_cases = cases,
};
kunit_test_suite(suite);
