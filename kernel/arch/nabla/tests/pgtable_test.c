// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: entries of the page tables.  Each change changes what it names and nothing
 * else, at both levels that have leaves; swap entries keep what they were given.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#define PFN	0x123456UL

/* What an entry says, for comparing before and after. */
struct said {
	bool write, exec, dirty, young;
	unsigned long pfn;
};

static struct said said(pte_t e)
{
	return (struct said){
		.write = pte_write(e), .exec = pte_exec(e),
		.dirty = pte_dirty(e), .young = pte_young(e),
		.pfn = pte_pfn(e),
	};
}

static void expect_said(struct kunit *test, pte_t e, struct said s)
{
	struct said now = said(e);

	KUNIT_EXPECT_EQ(test, now.write, s.write);
	KUNIT_EXPECT_EQ(test, now.exec, s.exec);
	KUNIT_EXPECT_EQ(test, now.dirty, s.dirty);
	KUNIT_EXPECT_EQ(test, now.young, s.young);
	KUNIT_EXPECT_EQ(test, now.pfn, s.pfn);
}

static void changes_of(struct kunit *test, pgprot_t prot)
{
	pte_t e = pfn_pte(PFN, prot);
	struct said s;

	s = said(e), s.write = true;
	expect_said(test, pte_mkwrite(e), s);
	s = said(e), s.write = false;
	expect_said(test, pte_wrprotect(e), s);
	s = said(e), s.dirty = true;
	expect_said(test, pte_mkdirty(e), s);
	s = said(e), s.dirty = false;
	expect_said(test, pte_mkclean(e), s);
	s = said(e), s.young = true;
	expect_said(test, pte_mkyoung(e), s);
	s = said(e), s.young = false;
	expect_said(test, pte_mkold(e), s);
}

static void changes(struct kunit *test)
{
	changes_of(test, PAGE_READONLY);
	changes_of(test, PAGE_READONLY_EXEC);
	changes_of(test, PAGE_SHARED);
	changes_of(test, PAGE_SHARED_EXEC);
}

static void protections(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, pte_write(pfn_pte(PFN, PAGE_READONLY)));
	KUNIT_EXPECT_FALSE(test, pte_exec(pfn_pte(PFN, PAGE_READONLY)));
	KUNIT_EXPECT_TRUE(test, pte_exec(pfn_pte(PFN, PAGE_READONLY_EXEC)));
	KUNIT_EXPECT_TRUE(test, pte_write(pfn_pte(PFN, PAGE_SHARED)));
	KUNIT_EXPECT_FALSE(test, pte_exec(pfn_pte(PFN, PAGE_SHARED)));
	/* a copy is made first */
	KUNIT_EXPECT_FALSE(test, pte_write(pfn_pte(PFN, PAGE_COPY)));
}

/* mprotect(PROT_NONE) and back loses neither frame nor dirtiness. */
static void none_is_present(struct kunit *test)
{
	pte_t e = pte_mkdirty(pfn_pte(PFN, PAGE_SHARED));
	pte_t none = pte_modify(e, PAGE_NONE);
	pte_t back = pte_modify(none, PAGE_SHARED);

	KUNIT_EXPECT_TRUE(test, pte_present(none));
	KUNIT_EXPECT_FALSE(test, pte_none(none));
	KUNIT_EXPECT_FALSE(test, nabla_pte_accessible(pte_val(none)));
	KUNIT_EXPECT_FALSE(test, pte_write(none));
	KUNIT_EXPECT_EQ(test, pte_pfn(none), PFN);
	KUNIT_EXPECT_TRUE(test, pte_dirty(back));
	KUNIT_EXPECT_TRUE(test, pte_write(back));
	KUNIT_EXPECT_TRUE(test, nabla_pte_accessible(pte_val(back)));
	KUNIT_EXPECT_EQ(test, pte_pfn(back), PFN);
}

static void swap_entries(struct kunit *test)
{
	static const unsigned long offsets[] = { 0, 1, 0xfff, 0x123456789UL };
	unsigned int type, i;

	for (type = 0; type < (1 << MAX_SWAPFILES_SHIFT); type++)
		for (i = 0; i < ARRAY_SIZE(offsets); i++) {
			swp_entry_t in = swp_entry(type, offsets[i]);
			pte_t e = swp_entry_to_pte(in);
			swp_entry_t out = pte_to_swp_entry(e);

			KUNIT_EXPECT_FALSE(test, pte_present(e));
			if (type || offsets[i])
				KUNIT_EXPECT_FALSE(test, pte_none(e));
			KUNIT_EXPECT_EQ(test, swp_type(out), type);
			KUNIT_EXPECT_EQ(test, swp_offset(out), offsets[i]);
		}
}

static void tables_and_leaves(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, nabla_is_table(0));
	KUNIT_EXPECT_TRUE(test, nabla_is_table(_PAGE_TABLE |
					       PFN << PAGE_SHIFT));
	KUNIT_EXPECT_FALSE(test, nabla_is_table(
		nabla_pmd_mkhuge(pte_val(pfn_pte(PFN, PAGE_SHARED)))));
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
static void huge(struct kunit *test)
{
	pmd_t e = pmd_mkhuge(pfn_pmd(0x200, PAGE_SHARED));
	pmd_t gone = pmd_mkinvalid(e);

	KUNIT_EXPECT_TRUE(test, pmd_trans_huge(e));
	KUNIT_EXPECT_EQ(test, pmd_pfn(e), 0x200UL);
	KUNIT_EXPECT_TRUE(test, pmd_write(e));
	KUNIT_EXPECT_FALSE(test, pmd_write(pmd_wrprotect(e)));
	/* while it is taken apart: there, but for nobody to use */
	KUNIT_EXPECT_TRUE(test, pmd_present(gone));
	KUNIT_EXPECT_FALSE(test, nabla_pte_accessible(pmd_val(gone)));
	KUNIT_EXPECT_EQ(test, pmd_pfn(gone), 0x200UL);
}
#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(changes),
	KUNIT_CASE(protections),
	KUNIT_CASE(none_is_present),
	KUNIT_CASE(swap_entries),
	KUNIT_CASE(tables_and_leaves),
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	KUNIT_CASE(huge),
#endif
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_pgtable",
	.test_cases = cases,
};
kunit_test_suite(suite);
