// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault-ahead.  A page fault costs a host signal and a host mmap, some ten
 * microseconds, as much as clearing or copying a dozen pages.  So where private
 * memory is being written from one end to the other, the rest of 64 KB is made
 * ready with the page that faults, out of neighbouring frames if there are any:
 * then one mapping of the host shows them all.
 *
 * A lone page stays alone: memory used here and there does not grow.
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include "ahead.h"
#include "walk.h"

#define GROUP_PAGES	16UL
#define GROUP_SIZE	(GROUP_PAGES << PAGE_SHIFT)

#define GROUP_GFP	((GFP_HIGHUSER_MOVABLE | __GFP_NOWARN | \
			  __GFP_NORETRY) & ~__GFP_DIRECT_RECLAIM)

/* Frames that lie together, for the faults of one task. */
static struct {
	struct task_struct *owner;	/* NULL: free for the next one */
	struct page *page;		/* the first one left */
	unsigned int left;
	unsigned long addr;		/* where it is to be mapped */
} group;

static void group_open(unsigned long addr, unsigned int nr)
{
	unsigned int order = order_base_2(nr);
	struct page *page;

	if (cmpxchg(&group.owner, NULL, current))
		return;
	page = alloc_pages(GROUP_GFP, order);
	if (page)
		split_page(page, order);
	group.page = page;
	group.left = page ? 1U << order : 0;
	group.addr = addr;
}

static void group_close(void)
{
	if (group.owner != current)
		return;
	for (; group.left; group.left--)
		__free_page(group.page++);
	smp_store_release(&group.owner, NULL);
}

/* The frame that belongs at @addr; those before it are not wanted. */
static struct page *group_take(unsigned long addr)
{
	if (group.owner != current)
		return NULL;
	for (; group.left && group.addr < addr; group.left--) {
		__free_page(group.page++);
		group.addr += PAGE_SIZE;
	}
	if (!group.left || group.addr != addr)
		return NULL;
	group.left--;
	group.addr += PAGE_SIZE;
	return group.page++;
}

struct page *nabla_alloc_user_page(struct vm_area_struct *vma,
				   unsigned long addr)
{
	struct page *page = group_take(addr & PAGE_MASK);

	if (!page)
		page = alloc_page_vma(GFP_HIGHUSER_MOVABLE, vma, addr);
	if (page)
		clear_user_highpage(page, addr);
	return page;
}

/* ---- which pages ---- */

enum state { ABSENT, SHARED, WRITTEN, OTHER };

static enum state state_of(struct vm_area_struct *vma, unsigned long addr)
{
	struct leaf leaf;

	if (addr < vma->vm_start || addr >= vma->vm_end)
		return OTHER;
	leaf = nabla_leaf(vma->vm_mm, addr);
	if (!leaf.entry || !*leaf.entry)
		return vma_is_anonymous(vma) ? ABSENT : OTHER;
	if (!nabla_pte_accessible(*leaf.entry))
		return OTHER;		/* swapped out, or on its way elsewhere */
	return nabla_pte_write(*leaf.entry) ? WRITTEN : SHARED;
}

static bool suitable(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_WRITE) &&
	       !(vma->vm_flags & (VM_SHARED | VM_SPECIAL | VM_HUGETLB |
				  VM_UFFD_MISSING | VM_UFFD_WP | VM_UFFD_MINOR));
}

struct ahead nabla_ahead_begin(struct vm_area_struct *vma, unsigned long addr)
{
	struct ahead ahead = { };
	unsigned long base, end;
	enum state state;

	addr &= PAGE_MASK;
	base = max(addr & ~(GROUP_SIZE - 1), vma->vm_start);
	end = min((addr & ~(GROUP_SIZE - 1)) + GROUP_SIZE, vma->vm_end);
	state = state_of(vma, addr);
	if (!suitable(vma) || state == OTHER)
		return ahead;
	if (state_of(vma, addr - PAGE_SIZE) == WRITTEN) {
		ahead.start = addr;
		ahead.nr = (end - addr) >> PAGE_SHIFT;
	} else if (state_of(vma, addr + PAGE_SIZE) == WRITTEN) {
		ahead.start = base;
		ahead.nr = ((addr - base) >> PAGE_SHIFT) + 1;
	}
	if (ahead.nr > 1 && state == ABSENT)
		group_open(ahead.start, ahead.nr);
	return ahead;
}

/* Whatever comes of it, the program has what it asked for. */
static bool make_ready(struct vm_area_struct *vma, unsigned long addr)
{
	enum state state = state_of(vma, addr);
	vm_fault_t fault;

	if (state == WRITTEN)
		return true;
	if (state == OTHER)
		return false;
	fault = handle_mm_fault(vma, addr, FAULT_FLAG_WRITE, NULL);
	return !(fault & (VM_FAULT_ERROR | VM_FAULT_RETRY |
			  VM_FAULT_COMPLETED));
}

void nabla_ahead_end(struct vm_area_struct *vma, const struct ahead *ahead,
		     bool failed)
{
	unsigned int i;

	for (i = 0; !failed && i < ahead->nr; i++)
		if (!make_ready(vma, ahead->start + i * PAGE_SIZE))
			break;
	group_close();
}
