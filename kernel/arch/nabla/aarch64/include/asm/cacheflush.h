/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instruction and data caches need not agree: what the kernel has written is pushed
 * to where instructions are fetched from before a program may run it.  A page that
 * is known to be there is marked PG_arch_1.
 */
#ifndef _ASM_NABLA_CACHEFLUSH_H
#define _ASM_NABLA_CACHEFLUSH_H

#include <linux/mm.h>

#define PG_icache_clean		PG_arch_1

void nabla_sync_icache(unsigned long start, unsigned long end);

#define flush_icache_range	nabla_sync_icache

/* Contents change: the mark goes. */
#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE	1
static inline void flush_dcache_page(struct page *page)
{
	clear_bit(PG_icache_clean, &page->flags);
}

/* A debugger's writing, say, into text that is mapped. */
#define copy_to_user_page(vma, page, vaddr, dst, src, len)		\
do {									\
	memcpy(dst, src, len);						\
	if ((vma)->vm_flags & VM_EXEC)					\
		nabla_sync_icache((unsigned long)(dst),			\
				  (unsigned long)(dst) + (len));	\
} while (0)

#include <asm-generic/cacheflush.h>

#endif
