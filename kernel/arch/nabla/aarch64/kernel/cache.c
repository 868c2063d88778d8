// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instruction caches: see <asm/cacheflush.h>.  Everything here is allowed without
 * privilege, by address.  The addresses are those of the kernel's own mapping; where
 * the instruction cache looks lines up by virtual address (VIPT), a program's alias
 * of the page is the platform's business.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <asm/cacheflush.h>
#include <asm/icache_platform.h>

#define CTR_IDC		(1UL << 28)	/* data need not be cleaned */
#define CTR_DIC		(1UL << 29)	/* instructions need not be invalidated */

static unsigned long cache_type(void)
{
	unsigned long ctr;

	asm("mrs %0, ctr_el0" : "=r" (ctr));
	return ctr;
}

static void clean_data(unsigned long ctr, unsigned long start, unsigned long end)
{
	unsigned long line = 4UL << (ctr >> 16 & 15);

	for (start &= -line; start < end; start += line)
		asm volatile("dc cvau, %0" : : "r" (start) : "memory");
}

static void drop_instructions(unsigned long ctr, unsigned long start,
			      unsigned long end)
{
	unsigned long line = 4UL << (ctr & 15);

	if (nabla_drop_aliases(ctr))
		return;
	for (start &= -line; start < end; start += line)
		asm volatile("ic ivau, %0" : : "r" (start) : "memory");
}

void nabla_sync_icache(unsigned long start, unsigned long end)
{
	unsigned long ctr = cache_type();

	if (!(ctr & CTR_IDC))
		clean_data(ctr, start, end);
	asm volatile("dsb ish" : : : "memory");
	if (!(ctr & CTR_DIC)) {
		drop_instructions(ctr, start, end);
		asm volatile("dsb ish" : : : "memory");
	}
	asm volatile("isb" : : : "memory");
}

void nabla_sync_pages(unsigned long pfn, unsigned long nr)
{
	struct page *page;
	unsigned long at;

	for (; nr--; pfn++) {
		page = pfn_to_page(pfn);
		if (test_bit(PG_icache_clean, &page->flags))
			continue;
		at = (unsigned long)page_to_virt(page);
		nabla_sync_icache(at, at + PAGE_SIZE);
		set_bit(PG_icache_clean, &page->flags);
	}
}
