// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables are loaded as they are, and the processor walks them.  Those of an
 * address space are in force while it is current or lazily kept; all others are
 * forgotten when others are loaded, so that only the ones in force need flushes.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/machine_isa.h>
#include <asm/mmu_context.h>
#include <asm/tlbflush.h>
#include "../../../mm/walk.h"

/* With more pages than this it costs less to forget everything. */
#define FLUSH_MAX	32

static struct mm_struct *in_force = &init_mm;

void nabla_pgd_init(pgd_t *pgd)
{
	unsigned int first = pgd_index(NABLA_RAM);

	memcpy(pgd + first, swapper_pg_dir + first,
	       (PTRS_PER_PGD - first) * sizeof(*pgd));
}

void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *task)
{
	if (in_force == next)
		return;
	in_force = next;
	nabla_load_tables(next);
}

static void flush(unsigned long start, unsigned long end)
{
	if (end - start > FLUSH_MAX * PAGE_SIZE) {
		nabla_load_tables(in_force);
		return;
	}
	for (; start < end; start += PAGE_SIZE)
		nabla_forget_page(start);
}

void nabla_tlb_flush(struct mm_struct *mm, unsigned long start,
		     unsigned long end)
{
	if (mm == in_force)
		flush(start, end);
}

/* Nothing of the kernel's is global: see the ISA's paging.c. */
void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	flush(start, end);
}

bool nabla_tlb_fill(struct mm_struct *mm, unsigned long addr, bool write,
		    bool exec)
{
	struct leaf leaf = nabla_leaf(mm, addr);

	if (!leaf.entry || !nabla_pte_accessible(*leaf.entry))
		return false;
	if ((write && !nabla_pte_write(*leaf.entry)) ||
	    (exec && !nabla_pte_exec(*leaf.entry)))
		return false;
	nabla_renew_page(leaf.entry, addr, write);
	return true;
}
