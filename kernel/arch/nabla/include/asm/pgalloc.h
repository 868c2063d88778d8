/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PGALLOC_H
#define _ASM_NABLA_PGALLOC_H

#include <linux/mm.h>

#define __HAVE_ARCH_PGD_FREE
#include <asm-generic/pgalloc.h>

/* No kernel half to copy: kernel addresses are not looked up in a program's table. */
static inline pgd_t *pgd_alloc(struct mm_struct *mm)
{
	return (pgd_t *)get_zeroed_page(GFP_PGTABLE_USER);
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

#define __pte_free_tlb(tlb, pte, addr)					\
do {									\
	pgtable_pte_page_dtor(pte);					\
	tlb_remove_page(tlb, pte);					\
} while (0)
#define __pmd_free_tlb(tlb, pmd, addr)	pmd_free((tlb)->mm, pmd)
#define __pud_free_tlb(tlb, pud, addr)	pud_free((tlb)->mm, pud)

#endif
