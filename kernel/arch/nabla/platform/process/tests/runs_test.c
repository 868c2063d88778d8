// SPDX-License-Identifier: GPL-2.0-only
/* KUnit: the arithmetic of runs, and what the host may do with a page. */
#include <kunit/test.h>
#include "../mm/runs.h"

#define VPN_MAX	((NABLA_USER_END >> PAGE_SHIFT) - 1)
#define PFN_MAX	((NABLA_RAM_MAX >> PAGE_SHIFT) - 1)

static const struct {
	unsigned long vpn, pfn;
} places[] = {
	{ 0, 0 }, { 1, 0 }, { 0, 1 }, { 0x10, 0x1234 }, { 0x1234, 0x10 },
	{ VPN_MAX, 0 }, { 0, PFN_MAX }, { VPN_MAX, PFN_MAX },
	{ NABLA_VMALLOC >> PAGE_SHIFT, 7 },
};

/* A value gives back what it was made of, wherever frame and page lie. */
static void there_and_back(struct kunit *test)
{
	unsigned int i, prot;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		for (prot = 0; prot < 8; prot++) {
			unsigned long v = run_value(places[i].vpn,
						    places[i].pfn, prot);

			KUNIT_EXPECT_EQ(test, run_prot(v), prot);
			KUNIT_EXPECT_EQ(test, run_pfn(v, places[i].vpn),
					places[i].pfn);
		}
}

/* It stays right when the run is cut: it is a distance. */
static void cut(struct kunit *test)
{
	unsigned long v = run_value(1000, 50, HOST_PROT_READ), n;

	for (n = 0; n < 3000; n += 7)
		KUNIT_EXPECT_EQ(test, run_pfn(v, 1000 + n), 50 + n);
	KUNIT_EXPECT_EQ(test, run_pfn(v, 999), 49UL);
}

/* Neighbours in both, and only those, have one value. */
static void neighbours(struct kunit *test)
{
	unsigned long v = run_value(1000, 50, HOST_PROT_READ);

	KUNIT_EXPECT_EQ(test, run_value(1001, 51, HOST_PROT_READ), v);
	KUNIT_EXPECT_NE(test, run_value(1001, 50, HOST_PROT_READ), v);
	KUNIT_EXPECT_NE(test, run_value(1000, 51, HOST_PROT_READ), v);
	KUNIT_EXPECT_NE(test, run_value(1001, 51, HOST_PROT_READ |
					HOST_PROT_WRITE), v);
	/* not the same as the one before, seen from a frame below its page */
	KUNIT_EXPECT_NE(test, run_value(50, 1000, HOST_PROT_READ), v);
}

static void protection(struct kunit *test)
{
	pte_t ro = pfn_pte(5, PAGE_READONLY), rw = pfn_pte(5, PAGE_SHARED);

	KUNIT_EXPECT_EQ(test, entry_prot(0), 0U);
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(pfn_pte(5, PAGE_NONE))), 0U);
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(pte_mkyoung(ro))),
			(unsigned int)HOST_PROT_READ);
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(pte_mkold(ro))), 0U);
	/* writable, but written only once that has been seen */
	rw = pte_mkyoung(pte_mkclean(rw));
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(rw)),
			(unsigned int)HOST_PROT_READ);
	rw = pte_mkdirty(rw);
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(rw)),
			(unsigned int)(HOST_PROT_READ | HOST_PROT_WRITE));
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(pte_mkold(rw))), 0U);
	KUNIT_EXPECT_EQ(test, entry_prot(pte_val(pte_wrprotect(rw))),
			(unsigned int)HOST_PROT_READ);
	KUNIT_EXPECT_EQ(test,
			entry_prot(pte_val(pte_mkyoung(
					pfn_pte(5, PAGE_READONLY_EXEC)))),
			(unsigned int)(HOST_PROT_READ | HOST_PROT_EXEC));
}

static void frame_of_leaf(struct kunit *test)
{
	unsigned long entry = pte_val(pfn_pte(0x1200, PAGE_SHARED));
	struct leaf small = { .entry = &entry, .pages = 1 };
	struct leaf huge = { .entry = &entry, .pages = PTRS_PER_PTE };

	KUNIT_EXPECT_EQ(test, leaf_pfn(small, 0x7000), 0x1200UL);
	KUNIT_EXPECT_EQ(test, leaf_pfn(small, 0x7fff), 0x1200UL);
	KUNIT_EXPECT_EQ(test, leaf_pfn(huge, PMD_SIZE), 0x1200UL);
	KUNIT_EXPECT_EQ(test, leaf_pfn(huge, PMD_SIZE + 0x5008), 0x1205UL);
	KUNIT_EXPECT_EQ(test, leaf_pfn(huge, 2 * PMD_SIZE - 1),
			0x1200UL + PTRS_PER_PTE - 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(there_and_back),
	KUNIT_CASE(cut),
	KUNIT_CASE(neighbours),
	KUNIT_CASE(protection),
	KUNIT_CASE(frame_of_leaf),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_runs",
	.test_cases = cases,
};
kunit_test_suite(suite);
