// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processor's page tables.  The kernel's part, in each of them, is RAM in pages
 * of 2 MB (head.S) and the vmalloc window; nothing is global, so a load of CR3
 * forgets all.  Of RAM only what holds the kernel's text can be executed, from the
 * first page of it to that of its start, behind the constants; and that cannot be
 * written: the tender sees to it, by its own mapping.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/cpu_regs.h>
#include <asm/machine_isa.h>
#include <asm/sections.h>
#include "paging.h"

void nabla_load_tables(struct mm_struct *mm)
{
	write_cr3(__pa(mm->pgd));
}

void nabla_forget_page(unsigned long addr)
{
	asm volatile("invlpg (%0)" : : "r" (addr) : "memory");
}

void __init nabla_protect_ram(void)
{
	unsigned long first = __pa(_stext) >> PMD_SHIFT;
	unsigned long last = (__pa(_einittext) - 1) >> PMD_SHIFT, i;

	for (i = 0; i < NABLA_LINEAR_PMDS; i++)
		if (i < first || i > last)
			nabla_linear_pmd[i].pmd |= _PAGE_NX;
	nabla_load_tables(&init_mm);
}
