// SPDX-License-Identifier: GPL-2.0-only
/* Page tables, walked in software. */
#include "walk.h"

struct leaf nabla_leaf(struct mm_struct *mm, unsigned long addr)
{
	p4d_t *p4d = p4d_offset(pgd_offset(mm, addr), addr);
	pud_t *pud;
	pmd_t *pmd;

	if (p4d_none(*p4d))
		return (struct leaf) { NULL, PGDIR_SIZE >> PAGE_SHIFT };
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud))
		return (struct leaf) { NULL, PUD_SIZE >> PAGE_SHIFT };
	pmd = pmd_offset(pud, addr);
	if (pmd_leaf(*pmd))
		return (struct leaf) { &pmd->pmd, PTRS_PER_PTE };
	if (pmd_bad(*pmd))
		return (struct leaf) { NULL, PTRS_PER_PTE };
	return (struct leaf) { &pte_offset_kernel(pmd, addr)->pte, 1 };
}
