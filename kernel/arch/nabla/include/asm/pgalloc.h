/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PGALLOC_H
#define _ASM_NABLA_PGALLOC_H

#include <linux/mm.h>
#include <asm/mmu_context.h>

#define __HAVE_ARCH_PGD_FREE
#include <asm-generic/pgalloc.h>

static inline pgd_t *pgd_alloc(struct mm_struct *mm)
{
	pgd_t *pgd = (pgd_t *)get_zeroed_page(GFP_PGTABLE_USER);

	if (pgd)
		nabla_pgd_init(pgd);
	return pgd;
}

static inline void pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	free_page((unsigned long)pgd);
}

static inline void pmd_populate_kernel(struct mm_struct *mm, pmd_t *pmd,
				       pte_t *pte)
{
	set_pmd(pmd, __pmd(__pa(pte) | _PAGE_TABLE));
}

static inline void pmd_populate(struct mm_struct *mm, pmd_t *pmd, pgtable_t pte)
{
	set_pmd(pmd, __pmd((page_to_pfn(pte) << PAGE_SHIFT) | _PAGE_TABLE));
}

static inline void pud_populate(struct mm_struct *mm, pud_t *pud, pmd_t *pmd)
{
	set_pud(pud, __pud(__pa(pmd) | _PAGE_TABLE));
}

static inline void p4d_populate(struct mm_struct *mm, p4d_t *p4d, pud_t *pud)
{
	set_p4d(p4d, __p4d(__pa(pud) | _PAGE_TABLE));
}

/* A table is freed when no processor can be walking it any more. */
#define __pte_free_tlb(tlb, pte, addr)					\
do {									\
	pgtable_pte_page_dtor(pte);					\
	tlb_remove_page(tlb, pte);					\
} while (0)
#define __pmd_free_tlb(tlb, pmd, addr)					\
do {									\
	pgtable_pmd_page_dtor(virt_to_page(pmd));			\
	tlb_remove_page(tlb, virt_to_page(pmd));			\
} while (0)
#define __pud_free_tlb(tlb, pud, addr)	tlb_remove_page(tlb, virt_to_page(pud))

#endif
