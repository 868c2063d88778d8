// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processor's page tables: one set, for addresses with a highest bit of 0, as the
 * kernel is linked there (TTBR1 is not used).  The kernel's part, in each of them, is
 * RAM in pages of 2 MB (head.S) and the vmalloc window.  There is one address space
 * number, so whoever loads tables forgets all.  Of RAM only what holds the kernel's
 * text can be executed, and that cannot be written: the tender sees to it, by its own
 * mapping.
 *
 * Accessed and dirty bits are kept here, since not every processor does it.  It never
 * keeps an entry in mind that has faulted for want of a bit, but one that allows less
 * than was asked for it does.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/machine_isa.h>
#include <asm/sections.h>
#include <asm/sysregs.h>
#include <solo5/hvt_abi.h>
#include "paging.h"

void nabla_load_tables(struct mm_struct *mm)
{
	asm volatile("dsb	ishst\n"
		     "	msr	ttbr0_el1, %0\n"
		     "	isb\n"
		     "	tlbi	vmalle1is\n"
		     "	dsb	ish\n"
		     "	isb" : : "r" (__pa(mm->pgd)) : "memory");
}

/* With the tables that led there. */
void nabla_forget_page(unsigned long addr)
{
	asm volatile("dsb	ishst\n"
		     "	tlbi	vaae1is, %0\n"
		     "	dsb	ish\n"
		     "	isb" : : "r" (addr >> PAGE_SHIFT) : "memory");
}

void nabla_renew_page(unsigned long *entry, unsigned long addr, bool write)
{
	unsigned long v = nabla_pte_mkyoung(*entry);

	if (write)
		v = nabla_pte_mkdirty(v);
	WRITE_ONCE(*entry, v);
	nabla_forget_page(addr);
}

void __init nabla_protect_ram(void)
{
	unsigned long first = __pa(_stext) >> PMD_SHIFT;
	unsigned long last = (__pa(_einittext) - 1) >> PMD_SHIFT, i;

	BUILD_BUG_ON(NABLA_MMIO_PHYS != HVT_MMIO_BASE);
	for (i = 0; i < NABLA_LINEAR_PMDS; i++)
		if (i < first || i > last)
			nabla_linear_pmd[i].pmd |= _PAGE_PXN;
	nabla_load_tables(&init_mm);
}
