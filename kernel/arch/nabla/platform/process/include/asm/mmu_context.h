/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_MMU_CONTEXT_H
#define _ASM_NABLA_MMU_CONTEXT_H

#include <linux/mm_types.h>

void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *task);

void activate_mm(struct mm_struct *prev, struct mm_struct *next);
#define activate_mm activate_mm

int init_new_context(struct task_struct *task, struct mm_struct *mm);
#define init_new_context init_new_context

void destroy_context(struct mm_struct *mm);
#define destroy_context destroy_context

/* No kernel half: kernel addresses are not looked up in a program's table. */
static inline void nabla_pgd_init(pgd_t *pgd)
{
}

/* mm/members.c: @mm is going to have no member any more. */
void nabla_member_release(struct mm_struct *mm);

static inline int arch_dup_mmap(struct mm_struct *from, struct mm_struct *to)
{
	return 0;
}

static inline void arch_exit_mmap(struct mm_struct *mm)
{
	nabla_member_release(mm);
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
