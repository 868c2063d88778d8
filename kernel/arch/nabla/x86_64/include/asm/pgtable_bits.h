/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page table entries as an x86_64 processor reads them, so that KVM can load the
 * tables as they are.
 *
 *  63  NX        11  software: swap entry is exclusive
 *  51..12 frame   9  software: special (no struct page behind it)
 *   8  global; where not present: PROT_NONE
 *   7  huge (2nd level)
 *   6  dirty      5  accessed   2  user   1  write   0  present
 *
 * A swap entry is not present: type in bits 1..5, offset from bit 12 on, bits 6, 8
 * and 11 clear but for the exclusive marker.
 */
#ifndef _ASM_NABLA_PGTABLE_BITS_H
#define _ASM_NABLA_PGTABLE_BITS_H

#define _PAGE_PRESENT		(_AC(1, UL) << 0)
#define _PAGE_RW		(_AC(1, UL) << 1)
#define _PAGE_USER		(_AC(1, UL) << 2)
#define _PAGE_ACCESSED		(_AC(1, UL) << 5)
#define _PAGE_DIRTY		(_AC(1, UL) << 6)
#define _PAGE_PSE		(_AC(1, UL) << 7)
#define _PAGE_GLOBAL		(_AC(1, UL) << 8)
#define _PAGE_PROTNONE		_PAGE_GLOBAL
#define _PAGE_SPECIAL		(_AC(1, UL) << 9)
#define _PAGE_SWP_EXCLUSIVE	(_AC(1, UL) << 11)
#define _PAGE_NX		(_AC(1, UL) << 63)

#define _PAGE_PFN_MASK		_AC(0x000ffffffffff000, UL)
/* What a pointer to a lower table carries. */
#define _PAGE_TABLE		(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | \
				 _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_CHG_MASK		(_PAGE_PFN_MASK | _PAGE_ACCESSED | _PAGE_DIRTY | \
				 _PAGE_SPECIAL | _PAGE_PSE)

#define _PAGE_BASE		(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_NONE		__pgprot(_PAGE_PROTNONE | _PAGE_ACCESSED)
#define PAGE_READONLY		__pgprot(_PAGE_BASE | _PAGE_NX)
#define PAGE_READONLY_EXEC	__pgprot(_PAGE_BASE)
#define PAGE_SHARED		__pgprot(_PAGE_BASE | _PAGE_RW | _PAGE_NX)
#define PAGE_SHARED_EXEC	__pgprot(_PAGE_BASE | _PAGE_RW)

#define _PAGE_KERNEL_BASE	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_KERNEL		__pgprot(_PAGE_KERNEL_BASE | _PAGE_RW | _PAGE_NX)
#define PAGE_KERNEL_RO		__pgprot(_PAGE_KERNEL_BASE | _PAGE_NX)
#define PAGE_KERNEL_EXEC	__pgprot(_PAGE_KERNEL_BASE | _PAGE_RW)

/* Primitives, on the value of an entry of any level. */
#ifndef __ASSEMBLY__

static inline bool nabla_pte_present(unsigned long v)
{
	return v & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

/* Present to the processor: PROT_NONE is not. */
static inline bool nabla_pte_accessible(unsigned long v)
{
	return v & _PAGE_PRESENT;
}

static inline bool nabla_pte_write(unsigned long v)
{
	return v & _PAGE_RW;
}

static inline bool nabla_pte_exec(unsigned long v)
{
	return !(v & _PAGE_NX);
}

static inline bool nabla_pte_dirty(unsigned long v)
{
	return v & _PAGE_DIRTY;
}

static inline bool nabla_pte_young(unsigned long v)
{
	return v & _PAGE_ACCESSED;
}

static inline unsigned long nabla_pte_mkwrite(unsigned long v)
{
	return v | _PAGE_RW;
}

static inline unsigned long nabla_pte_wrprotect(unsigned long v)
{
	return v & ~_PAGE_RW;
}

static inline unsigned long nabla_pte_mkdirty(unsigned long v)
{
	return v | _PAGE_DIRTY;
}

static inline unsigned long nabla_pte_mkclean(unsigned long v)
{
	return v & ~_PAGE_DIRTY;
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
	return (v & _PAGE_PSE) && nabla_pte_present(v);
}

static inline unsigned long nabla_pmd_mkhuge(unsigned long v)
{
	return v | _PAGE_PSE;
}

/* A table to walk on to, as opposed to nothing, a huge page or a swap entry. */
static inline bool nabla_is_table(unsigned long v)
{
	return (v & (_PAGE_PRESENT | _PAGE_PSE)) == _PAGE_PRESENT;
}

/* For the time a huge entry is taken apart: not accessible, but not none. */
static inline unsigned long nabla_pmd_mkinvalid(unsigned long v)
{
	return (v & ~_PAGE_PRESENT) | _PAGE_PROTNONE;
}

/* An entry of @nr pages is about to be set: fetches see what was written. */
static inline void nabla_pte_publish(unsigned long v, unsigned long nr)
{
}

#endif /* !__ASSEMBLY__ */

#define NABLA_SWP_TYPE_SHIFT	1
#define NABLA_SWP_TYPE_BITS	5
#define NABLA_SWP_OFFSET_SHIFT	12

#endif
