/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_MM_WALK_H
#define NABLA_MM_WALK_H

#include <linux/mm.h>
#include <linux/pgtable.h>

/* A leaf of the page tables: one entry, and how many pages it stands for. */
struct leaf {
	unsigned long *entry;	/* NULL where there is none */
	unsigned long pages;	/* 1, or HPAGE_PMD_NR */
};

/* Where @addr is looked up; without an entry, pages says how far nothing is. */
struct leaf nabla_leaf(struct mm_struct *mm, unsigned long addr);

/* The frame number of the page at @addr, by its leaf. */
static inline unsigned long leaf_pfn(struct leaf leaf, unsigned long addr)
{
	unsigned long first = (*leaf.entry & _PAGE_PFN_MASK) >> PAGE_SHIFT;

	return first + ((addr >> PAGE_SHIFT) & (leaf.pages - 1));
}

#endif
