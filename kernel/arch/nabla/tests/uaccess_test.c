// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: copies that run into memory which is not there say exactly how much they
 * left, whatever the size and alignment: all before the fault is done, nothing
 * after it.  A page of vmalloc memory ends in a hole, as user memory may.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define SIZE_MAX_TRIED	1100	/* beyond where rep movs takes over */

struct room {
	u8 *page;		/* a hole follows */
	u8 other[PAGE_SIZE];
};

static int room_init(struct kunit *test)
{
	struct room *room = kunit_kzalloc(test, sizeof(*room), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, room);
	room->page = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, room->page);
	test->priv = room;
	return 0;
}

static void room_exit(struct kunit *test)
{
	struct room *room = test->priv;

	vfree(room->page);
}

static void fill(struct room *room)
{
	unsigned int i;

	for (i = 0; i < PAGE_SIZE; i++) {
		room->page[i] = i * 7 + 1;
		room->other[i] = 0xee;
	}
}

/* Of @n bytes only @there can be read. */
static void one_from(struct kunit *test, unsigned long n, unsigned long there)
{
	struct room *room = test->priv;
	const u8 *from = room->page + PAGE_SIZE - there;

	memset(room->other, 0xee, n + 1);
	KUNIT_EXPECT_EQ(test, nabla_copy_user(room->other, from, n), n - there);
	KUNIT_EXPECT_EQ(test, memcmp(room->other, from, there), 0);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(room->other + there, 0xee,
					     n + 1 - there), NULL);
}

/* Of @n bytes only @there can be written. */
static void one_to(struct kunit *test, unsigned long n, unsigned long there)
{
	struct room *room = test->priv;
	u8 *to = room->page + PAGE_SIZE - there;

	memset(to, 0, there);
	KUNIT_EXPECT_EQ(test, nabla_copy_user(to, room->other, n), n - there);
	KUNIT_EXPECT_EQ(test, memcmp(to, room->other, there), 0);
	memset(to, 0x11, there);
	KUNIT_EXPECT_EQ(test, nabla_clear_user(to, n), n - there);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(to, 0, there), NULL);
}

static void each_size(struct kunit *test,
		      void (*one)(struct kunit *, unsigned long, unsigned long))
{
	unsigned long n, there;

	for (n = 0; n < 80; n++)
		for (there = 0; there <= n; there++)
			one(test, n, there);
	for (n = 80; n < SIZE_MAX_TRIED; n += 101)
		for (there = 0; there <= n; there += 13)
			one(test, n, there);
}

static void copies_from(struct kunit *test)
{
	fill(test->priv);
	each_size(test, one_from);
}

static void copies_to(struct kunit *test)
{
	fill(test->priv);
	each_size(test, one_to);
}

/* Nothing outside is touched by a copy that is not cut short. */
static void whole(struct kunit *test)
{
	struct room *room = test->priv;
	unsigned long n, at;

	fill(room);
	for (n = 0; n < SIZE_MAX_TRIED; n++)
		for (at = 0; at < 9; at += 4) {
			memset(room->other, 0xee, n + 32);
			KUNIT_EXPECT_EQ(test, nabla_copy_user(room->other + at,
					room->page + 8 - at, n), 0UL);
			KUNIT_EXPECT_EQ(test, memcmp(room->other + at,
					room->page + 8 - at, n), 0);
			KUNIT_EXPECT_PTR_EQ(test, memchr_inv(
				room->other + at + n, 0xee, 16), NULL);
			KUNIT_EXPECT_PTR_EQ(test, memchr_inv(room->other, 0xee,
							     at), NULL);
		}
}

static void words(struct kunit *test)
{
	struct room *room = test->priv;
	u8 *end = room->page + PAGE_SIZE;
	u64 v;

	memset(end - 8, 0x81, 8);
	KUNIT_EXPECT_EQ(test, get_kernel_nofault(v, (u64 *)(end - 8)), 0L);
	KUNIT_EXPECT_EQ(test, v, 0x8181818181818181ULL);
	KUNIT_EXPECT_EQ(test, get_kernel_nofault(v, (u64 *)(end - 4)),
			(long)-EFAULT);
	KUNIT_EXPECT_EQ(test, get_kernel_nofault(v, (u64 *)end),
			(long)-EFAULT);
	KUNIT_EXPECT_EQ(test, copy_to_kernel_nofault(end - 1, &v, 1), 0L);
	KUNIT_EXPECT_EQ(test, copy_to_kernel_nofault(end, &v, 1),
			(long)-EFAULT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(copies_from),
	KUNIT_CASE(copies_to),
	KUNIT_CASE(whole),
	KUNIT_CASE(words),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_uaccess",
	.init = room_init,
	.exit = room_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
