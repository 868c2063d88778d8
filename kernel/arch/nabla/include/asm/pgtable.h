/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Four-level page tables in the ISA's hardware format, walked in software.  All
 * that depends on bits is in <asm/pgtable_bits.h>.
 *
 * The host's mapping of the user range is a TLB of these tables: see mm/tlb.c.
 */
#ifndef _ASM_NABLA_PGTABLE_H
#define _ASM_NABLA_PGTABLE_H

#include <linux/bug.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <asm/page.h>
#include <asm/processor.h>

#define PGDIR_SHIFT	39
#define PGDIR_SIZE	(_AC(1, UL) << PGDIR_SHIFT)
#define PGDIR_MASK	(~(PGDIR_SIZE - 1))
#include <asm-generic/pgtable-nop4d.h>

#define PUD_SHIFT	30
#define PUD_SIZE	(_AC(1, UL) << PUD_SHIFT)
#define PUD_MASK	(~(PUD_SIZE - 1))
#define PMD_SHIFT	21
#define PMD_SIZE	(_AC(1, UL) << PMD_SHIFT)
#define PMD_MASK	(~(PMD_SIZE - 1))

#define PTRS_PER_PTE	512
#define PTRS_PER_PMD	512
#define PTRS_PER_PUD	512
#define PTRS_PER_PGD	512
#define USER_PTRS_PER_PGD	(TASK_SIZE / PGDIR_SIZE)

#define VMALLOC_START	NABLA_VMALLOC
#define VMALLOC_END	(NABLA_VMALLOC + NABLA_VMALLOC_SIZE)

#include <asm/pgtable_bits.h>

/* A private mapping is written only after a copy was made. */
#define PAGE_COPY	PAGE_READONLY
#define PAGE_COPY_EXEC	PAGE_READONLY_EXEC

#ifndef __ASSEMBLY__

extern pgd_t swapper_pg_dir[PTRS_PER_PGD];
extern unsigned long empty_zero_page[PAGE_SIZE / sizeof(unsigned long)];
#define ZERO_PAGE(vaddr)	virt_to_page(empty_zero_page)

#define pte_ERROR(e)	pr_err("bad pte %016lx\n", pte_val(e))
#define pmd_ERROR(e)	pr_err("bad pmd %016lx\n", pmd_val(e))
#define pud_ERROR(e)	pr_err("bad pud %016lx\n", pud_val(e))
#define pgd_ERROR(e)	pr_err("bad pgd %016lx\n", pgd_val(e))

#define set_pte(ptep, pte)		WRITE_ONCE(*(ptep), pte)
#define set_pmd(pmdp, pmd)		WRITE_ONCE(*(pmdp), pmd)
#define set_pud(pudp, pud)		WRITE_ONCE(*(pudp), pud)
#define set_p4d(p4dp, p4d)		WRITE_ONCE(*(p4dp), p4d)

static inline void set_pte_at(struct mm_struct *mm, unsigned long addr,
			      pte_t *ptep, pte_t pte)
{
	nabla_pte_publish(pte_val(pte), 1);
	set_pte(ptep, pte);
}

static inline void set_pmd_at(struct mm_struct *mm, unsigned long addr,
			      pmd_t *pmdp, pmd_t pmd)
{
	nabla_pte_publish(pmd_val(pmd), PTRS_PER_PTE);
	set_pmd(pmdp, pmd);
}

/* One level: predicates and changes of its entries. */
#define NABLA_TEST(level, name)						\
static inline int level##_##name(level##_t e)				\
{									\
	return nabla_pte_##name(level##_val(e));			\
}
#define NABLA_CHANGE(level, name)					\
static inline level##_t level##_##name(level##_t e)			\
{									\
	return __##level(nabla_pte_##name(level##_val(e)));		\
}
#define NABLA_LEAF(level)						\
NABLA_TEST(level, write)						\
NABLA_TEST(level, exec)							\
NABLA_TEST(level, dirty)						\
NABLA_TEST(level, young)						\
NABLA_CHANGE(level, mkwrite)						\
NABLA_CHANGE(level, wrprotect)						\
NABLA_CHANGE(level, mkdirty)						\
NABLA_CHANGE(level, mkclean)						\
NABLA_CHANGE(level, mkyoung)						\
NABLA_CHANGE(level, mkold)						\
static inline unsigned long level##_pfn(level##_t e)			\
{									\
	return (level##_val(e) & _PAGE_PFN_MASK) >> PAGE_SHIFT;		\
}									\
static inline level##_t level##_modify(level##_t e, pgprot_t prot)	\
{									\
	return __##level((level##_val(e) & _PAGE_CHG_MASK) |		\
			 (pgprot_val(prot) & ~_PAGE_CHG_MASK));		\
}									\
static inline level##_t pfn_##level(unsigned long pfn, pgprot_t prot)	\
{									\
	return __##level((pfn << PAGE_SHIFT) | pgprot_val(prot));	\
}

NABLA_LEAF(pte)
NABLA_LEAF(pmd)
#define pmd_write pmd_write
#define pmd_young pmd_young

/* pte */
#define pte_none(e)		(!pte_val(e))
#define pte_present(e)		nabla_pte_present(pte_val(e))
#define pte_accessible(mm, e)	nabla_pte_accessible(pte_val(e))
#define pte_page(e)		pfn_to_page(pte_pfn(e))
#define mk_pte(page, prot)	pfn_pte(page_to_pfn(page), prot)
#define pte_clear(mm, addr, ptep)	set_pte(ptep, __pte(0))
#define pte_special(e)		(!!(pte_val(e) & _PAGE_SPECIAL))
#define pte_mkspecial(e)	__pte(pte_val(e) | _PAGE_SPECIAL)

/* pmd: a table, or a huge page */
#define pmd_none(e)		(!pmd_val(e))
#define pmd_present(e)		nabla_pte_present(pmd_val(e))
#define pmd_bad(e)		(!nabla_is_table(pmd_val(e)))
#define pmd_leaf(e)		nabla_pmd_huge(pmd_val(e))
#define pmd_page(e)		pfn_to_page(pmd_pfn(e))
#define pmd_page_vaddr(e)	((unsigned long)pfn_to_virt(pmd_pfn(e)))
#define pmd_clear(pmdp)		set_pmd(pmdp, __pmd(0))

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
#define has_transparent_hugepage()	1
#define pmd_trans_huge(e)	nabla_pmd_huge(pmd_val(e))
#define pmd_mkhuge(e)		__pmd(nabla_pmd_mkhuge(pmd_val(e)))
#define pmd_mkinvalid(e)	__pmd(nabla_pmd_mkinvalid(pmd_val(e)))
#define mk_pmd(page, prot)	pfn_pmd(page_to_pfn(page), prot)
#define pmdp_establish		generic_pmdp_establish
#define __HAVE_ARCH_FLUSH_PMD_TLB_RANGE
#endif

/* pud, and the p4d that is folded into pgd: tables only */
#define pud_none(e)		(!pud_val(e))
#define pud_present(e)		nabla_pte_present(pud_val(e))
#define pud_bad(e)		(!nabla_is_table(pud_val(e)))
#define pud_pfn(e)		((pud_val(e) & _PAGE_PFN_MASK) >> PAGE_SHIFT)
#define pud_page(e)		pfn_to_page(pud_pfn(e))
#define pud_clear(pudp)		set_pud(pudp, __pud(0))

static inline pmd_t *pud_pgtable(pud_t e)
{
	return pfn_to_virt(pud_pfn(e));
}

#define p4d_none(e)		(!p4d_val(e))
#define p4d_present(e)		nabla_pte_present(p4d_val(e))
#define p4d_bad(e)		(!nabla_is_table(p4d_val(e)))
#define p4d_pfn(e)		((p4d_val(e) & _PAGE_PFN_MASK) >> PAGE_SHIFT)
#define p4d_page(e)		pfn_to_page(p4d_pfn(e))
#define p4d_clear(p4dp)		set_p4d(p4dp, __p4d(0))

static inline pud_t *p4d_pgtable(p4d_t e)
{
	return pfn_to_virt(p4d_pfn(e));
}

/* Swap, migration and other entries that are not present. */
#define NABLA_SWP_TYPE_MASK	((1UL << NABLA_SWP_TYPE_BITS) - 1)
#define __swp_type(x)							\
	(((x).val >> NABLA_SWP_TYPE_SHIFT) & NABLA_SWP_TYPE_MASK)
#define __swp_offset(x)		((x).val >> NABLA_SWP_OFFSET_SHIFT)
#define __swp_entry(type, offset)					\
	((swp_entry_t) {						\
		((unsigned long)(type) << NABLA_SWP_TYPE_SHIFT) |	\
		((unsigned long)(offset) << NABLA_SWP_OFFSET_SHIFT) })
#define __pte_to_swp_entry(e)	((swp_entry_t) { pte_val(e) })
#define __swp_entry_to_pte(x)	((pte_t) { (x).val })

#define __HAVE_ARCH_PTE_SWP_EXCLUSIVE
#define pte_swp_exclusive(e)		(!!(pte_val(e) & _PAGE_SWP_EXCLUSIVE))
#define pte_swp_mkexclusive(e)		__pte(pte_val(e) | _PAGE_SWP_EXCLUSIVE)
#define pte_swp_clear_exclusive(e)	__pte(pte_val(e) & ~_PAGE_SWP_EXCLUSIVE)

/* A fault that the tables allow is served by filling the TLB: nothing to do here. */
#define update_mmu_cache(vma, addr, ptep)		do { } while (0)
#define update_mmu_cache_pmd(vma, addr, pmdp)		do { } while (0)
#define flush_tlb_fix_spurious_fault(vma, addr)		do { } while (0)

#define pgprot_noncached(prot)	(prot)

#endif /* !__ASSEMBLY__ */
#endif
