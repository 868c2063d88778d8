/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page table entries as an ARMv8 processor reads them (pages of 4 KB, addresses of
 * 48 bits), so that KVM can load the tables as they are.
 *
 *  58  software, where not valid: PROT_NONE
 *  56  software: special (no struct page behind it)
 *  55  software: dirty
 *  54  no execution by programs   53  none by a kernel
 *  51  may be written; where it also is clean the processor is told read-only
 *  47..12 frame
 *  11  not global   10  accessed   9..8  shareability
 *   7  read-only     6  user       4..2  memory type
 *   1  table, or a page of the last level; not set: huge
 *   0  valid
 *
 * A swap entry is not valid: exclusive marker in bit 2, type from bit 3 on, offset
 * from bit 8 on.
 */
#ifndef _ASM_NABLA_PGTABLE_BITS_H
#define _ASM_NABLA_PGTABLE_BITS_H

#define _PAGE_VALID		(_AC(1, UL) << 0)
#define _PAGE_TYPE		(_AC(1, UL) << 1)
#define _PAGE_ATTR		(_AC(7, UL) << 2)	/* 0: normal memory */
#define _PAGE_USER		(_AC(1, UL) << 6)
#define _PAGE_RDONLY		(_AC(1, UL) << 7)
#define _PAGE_SHARED		(_AC(3, UL) << 8)	/* inner shareable */
#define _PAGE_ACCESSED		(_AC(1, UL) << 10)
#define _PAGE_NG		(_AC(1, UL) << 11)
#define _PAGE_WRITE		(_AC(1, UL) << 51)
#define _PAGE_PXN		(_AC(1, UL) << 53)
#define _PAGE_UXN		(_AC(1, UL) << 54)
#define _PAGE_DIRTY		(_AC(1, UL) << 55)
#define _PAGE_SPECIAL		(_AC(1, UL) << 56)
#define _PAGE_PROTNONE		(_AC(1, UL) << 58)
#define _PAGE_SWP_EXCLUSIVE	(_AC(1, UL) << 2)

#define _PAGE_PFN_MASK		_AC(0x0000fffffffff000, UL)
/* What a pointer to a lower table carries. */
#define _PAGE_TABLE		(_PAGE_VALID | _PAGE_TYPE)
#define _PAGE_CHG_MASK		(_PAGE_PFN_MASK | _PAGE_ACCESSED | _PAGE_DIRTY | \
				 _PAGE_SPECIAL | _PAGE_TYPE | _PAGE_ATTR)

#define _PAGE_LEAF		(_PAGE_VALID | _PAGE_TYPE | _PAGE_SHARED | \
				 _PAGE_ACCESSED | _PAGE_PXN)
#define _PAGE_BASE		(_PAGE_LEAF | _PAGE_USER | _PAGE_NG | _PAGE_RDONLY)
#define PAGE_NONE		__pgprot((_PAGE_BASE & ~_PAGE_VALID) | \
					 _PAGE_PROTNONE | _PAGE_UXN)
#define PAGE_READONLY		__pgprot(_PAGE_BASE | _PAGE_UXN)
#define PAGE_READONLY_EXEC	__pgprot(_PAGE_BASE)
#define PAGE_SHARED		__pgprot(_PAGE_BASE | _PAGE_WRITE | _PAGE_UXN)
#define PAGE_SHARED_EXEC	__pgprot(_PAGE_BASE | _PAGE_WRITE)

/* The kernel runs without privilege: user execution is what counts. */
#define PAGE_KERNEL		__pgprot(_PAGE_LEAF | _PAGE_WRITE | \
					 _PAGE_DIRTY | _PAGE_UXN)
#define PAGE_KERNEL_RO		__pgprot(_PAGE_LEAF | _PAGE_RDONLY | _PAGE_UXN)
#define PAGE_KERNEL_EXEC	__pgprot(_PAGE_LEAF | _PAGE_WRITE | _PAGE_DIRTY)

/* Primitives, on the value of an entry of any level. */
#ifndef __ASSEMBLY__

static inline bool nabla_pte_present(unsigned long v)
{
	return v & (_PAGE_VALID | _PAGE_PROTNONE);
}

/* Present to the processor: PROT_NONE is not. */
static inline bool nabla_pte_accessible(unsigned long v)
{
	return v & _PAGE_VALID;
}

static inline bool nabla_pte_write(unsigned long v)
{
	return v & _PAGE_WRITE;
}

static inline bool nabla_pte_exec(unsigned long v)
{
	return !(v & _PAGE_UXN);
}

static inline bool nabla_pte_dirty(unsigned long v)
{
	return v & _PAGE_DIRTY;
}

static inline bool nabla_pte_young(unsigned long v)
{
	return v & _PAGE_ACCESSED;
}

/* The processor may write without a fault only if we know it has been written. */
static inline unsigned long nabla_pte_rdonly(unsigned long v)
{
	if ((v & _PAGE_WRITE) && (v & _PAGE_DIRTY))
		return v & ~_PAGE_RDONLY;
	return v | _PAGE_RDONLY;
}

static inline unsigned long nabla_pte_mkwrite(unsigned long v)
{
	return nabla_pte_rdonly(v | _PAGE_WRITE);
}

static inline unsigned long nabla_pte_wrprotect(unsigned long v)
{
	return nabla_pte_rdonly(v & ~_PAGE_WRITE);
}

static inline unsigned long nabla_pte_mkdirty(unsigned long v)
{
	return nabla_pte_rdonly(v | _PAGE_DIRTY);
}

static inline unsigned long nabla_pte_mkclean(unsigned long v)
{
	return nabla_pte_rdonly(v & ~_PAGE_DIRTY);
}

static inline unsigned long nabla_pte_mkyoung(unsigned long v)
{
	return v | _PAGE_ACCESSED;
}

static inline unsigned long nabla_pte_mkold(unsigned long v)
{
	return v & ~_PAGE_ACCESSED;
}

static inline bool nabla_pmd_huge(unsigned long v)
{
	return !(v & _PAGE_TYPE) && nabla_pte_present(v);
}

static inline unsigned long nabla_pmd_mkhuge(unsigned long v)
{
	return v & ~_PAGE_TYPE;
}

/* A table to walk on to, as opposed to nothing, a huge page or a swap entry. */
static inline bool nabla_is_table(unsigned long v)
{
	return (v & _PAGE_TABLE) == _PAGE_TABLE;
}

/* For the time a huge entry is taken apart: not accessible, but not none. */
static inline unsigned long nabla_pmd_mkinvalid(unsigned long v)
{
	return (v & ~_PAGE_VALID) | _PAGE_PROTNONE;
}

/* Make what was written to a page visible to instruction fetches: cache.c. */
void nabla_sync_pages(unsigned long pfn, unsigned long nr);

/* An entry of @nr pages is about to be set. */
static inline void nabla_pte_publish(unsigned long v, unsigned long nr)
{
	if (nabla_pte_accessible(v) && nabla_pte_exec(v) && !(v & _PAGE_SPECIAL))
		nabla_sync_pages((v & _PAGE_PFN_MASK) >> PAGE_SHIFT, nr);
}

#endif /* !__ASSEMBLY__ */

#define NABLA_SWP_TYPE_SHIFT	3
#define NABLA_SWP_TYPE_BITS	5
#define NABLA_SWP_OFFSET_SHIFT	8

#endif
