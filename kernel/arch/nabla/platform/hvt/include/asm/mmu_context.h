/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables are the processor's own; the kernel's part is in each of them. */
#ifndef _ASM_NABLA_MMU_CONTEXT_H
#define _ASM_NABLA_MMU_CONTEXT_H

#include <linux/mm_types.h>
#include <asm/pgtable.h>

void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *task);

static inline void activate_mm(struct mm_struct *prev, struct mm_struct *next)
{
	switch_mm(prev, next, NULL);
}
#define activate_mm activate_mm

/* mm/tlb.c: what all address spaces have in common, which never changes. */
void nabla_pgd_init(pgd_t *pgd);

static inline int arch_dup_mmap(struct mm_struct *from, struct mm_struct *to)
{
	return 0;
}

static inline void arch_exit_mmap(struct mm_struct *mm)
{
}

static inline void arch_unmap(struct mm_struct *mm, unsigned long start,
			      unsigned long end)
{
}

static inline bool arch_vma_access_permitted(struct vm_area_struct *vma,
					     bool write, bool exec, bool foreign)
{
	return true;
}

#include <asm-generic/mmu_context.h>

#endif
