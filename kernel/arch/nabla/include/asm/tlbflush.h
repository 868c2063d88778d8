/* SPDX-License-Identifier: GPL-2.0-only */
/* Bring what the processor goes by into step with page tables that were changed. */
#ifndef _ASM_NABLA_TLBFLUSH_H
#define _ASM_NABLA_TLBFLUSH_H

#include <linux/mm.h>
#include <asm/tlb_fill.h>

void nabla_tlb_flush(struct mm_struct *mm, unsigned long start,
		     unsigned long end);
void flush_tlb_kernel_range(unsigned long start, unsigned long end);

static inline void flush_tlb_mm(struct mm_struct *mm)
{
	nabla_tlb_flush(mm, 0, TASK_SIZE);
}

static inline void flush_tlb_range(struct vm_area_struct *vma,
				   unsigned long start, unsigned long end)
{
	nabla_tlb_flush(vma->vm_mm, start, end);
}

static inline void flush_tlb_page(struct vm_area_struct *vma, unsigned long addr)
{
	addr &= PAGE_MASK;
	nabla_tlb_flush(vma->vm_mm, addr, addr + PAGE_SIZE);
}

static inline void flush_tlb_all(void)
{
	flush_tlb_kernel_range(VMALLOC_START, VMALLOC_END);
	if (current->active_mm)
		flush_tlb_mm(current->active_mm);
}

#define flush_pmd_tlb_range(vma, start, end)	flush_tlb_range(vma, start, end)

#endif
