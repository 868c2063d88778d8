// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's mapping of the user range (and of vmalloc) as a TLB of page tables.
 *
 * A fault that the tables allow has the host map the page, with those neighbours
 * that are ready as well: one host call costs some microseconds, whatever its
 * size.  A flush compares what is mapped with the tables and has the host unmap
 * what is no longer so; what still is stays.
 *
 * Invariants: mm->context.runs says exactly what the host has mapped of mm, and
 * after a flush nothing in it allows more than the page tables do.
 */
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/xarray.h>
#include <asm/host.h>
#include <asm/mmu_context.h>
#include <asm/rewrite.h>
#include <asm/tlbflush.h>
#include "runs.h"
#include "tlb.h"

#define HOST_MAP_SHARED		0x01
#define HOST_MAP_PRIVATE	0x02
#define HOST_MAP_FIXED		0x10
#define HOST_MAP_ANONYMOUS	0x20
#define HOST_MAP_NORESERVE	0x4000
#define HOST_MAP_POPULATE	0x8000

#define MAP_FLAGS	(HOST_MAP_SHARED | HOST_MAP_FIXED | HOST_MAP_POPULATE)
#define UNMAP_FLAGS	(HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | \
			 HOST_MAP_FIXED | HOST_MAP_NORESERVE)

#define MMAP_MAX_PAGES	((NABLA_MMAP_MAX >> PAGE_SHIFT) - 1)

/* How far around a fault neighbours are mapped too; 64 KB, in pages. */
#define AROUND		16UL

/*
 * The host allows 65,530 mappings (vm.max_map_count), a run can take two (itself,
 * and the hole it splits), and at the limit not even unmapping works.
 */
#define MAX_RUNS	28000UL

/* The address space that the host's mappings are of. */
static DEFINE_PER_CPU(struct mm_struct *, mapped_mm);

struct leaf nabla_leaf(struct mm_struct *mm, unsigned long addr)
{
	p4d_t *p4d = p4d_offset(pgd_offset(mm, addr), addr);
	pud_t *pud;
	pmd_t *pmd;

	if (p4d_none(*p4d))
		return (struct leaf) { NULL, PGDIR_SIZE >> PAGE_SHIFT };
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud))
		return (struct leaf) { NULL, PUD_SIZE >> PAGE_SHIFT };
	pmd = pmd_offset(pud, addr);
	if (pmd_leaf(*pmd))
		return (struct leaf) { &pmd->pmd, PTRS_PER_PTE };
	if (pmd_bad(*pmd))
		return (struct leaf) { NULL, PTRS_PER_PTE };
	return (struct leaf) { &pte_offset_kernel(pmd, addr)->pte, 1 };
}

static void host_unmap(unsigned long first, unsigned long last)
{
	unsigned long n;
	long err;

	for (; first <= last; first += n) {
		n = min(last - first + 1, MMAP_MAX_PAGES);
		err = host_mmap(first << PAGE_SHIFT, n << PAGE_SHIFT, 0,
				UNMAP_FLAGS, -1, 0);
		if (IS_ERR_VALUE(err))
			panic("host cannot unmap %lx pages at %lx: %ld", n,
			      first << PAGE_SHIFT, err);
	}
}

static unsigned long count_runs(struct maple_tree *runs)
{
	unsigned long index = 0, n = 0;
	void *entry;

	mt_for_each(runs, entry, index, ULONG_MAX)
		n++;
	return n;
}

/* A stretch of pages to be unmapped at once, holes included. */
struct stretch {
	unsigned long first, last;
	bool any;
};

/* Would a stretch that reaches to @last still be one host call? */
static bool stretch_reaches(const struct stretch *s, unsigned long last)
{
	return !s->any || last - s->first < MMAP_MAX_PAGES;
}

static void stretch_add(struct stretch *s, unsigned long first,
			unsigned long last)
{
	if (!s->any)
		s->first = first;
	s->any = true;
	s->last = last;
}

/* Unmap everything; needs no memory. */
static void drop_all(struct mm_struct *mm)
{
	struct stretch s = { };
	void *entry;
	MA_STATE(mas, &mm->context.runs, 0, 0);

	mas_lock(&mas);
	mas_for_each(&mas, entry, ULONG_MAX) {
		if (!stretch_reaches(&s, mas.last)) {
			host_unmap(s.first, s.last);
			s.any = false;
		}
		stretch_add(&s, mas.index, mas.last);
	}
	mas_unlock(&mas);
	if (s.any)
		host_unmap(s.first, s.last);
	mtree_destroy(&mm->context.runs);
	mt_init_flags(&mm->context.runs, 0);
	mm->context.nr_runs = 0;
}

/* Pages first..last have no mapping any more. */
static void forget(struct mm_struct *mm, unsigned long first, unsigned long last)
{
	MA_STATE(mas, &mm->context.runs, first, last);
	int err;

	host_unmap(first, last);
	mas_lock(&mas);
	err = mas_store_gfp(&mas, NULL, GFP_ATOMIC | __GFP_NOWARN);
	mas_unlock(&mas);
	mm->context.nr_runs++;		/* it may have cut one in two */
	if (err)
		drop_all(mm);
}

/* Does the mapping of page vpn with this value still agree with the tables? */
static bool page_agrees(struct mm_struct *mm, unsigned long vpn,
			unsigned long value, unsigned long *pages)
{
	unsigned long addr = vpn << PAGE_SHIFT;
	struct leaf leaf = nabla_leaf(mm, addr);

	*pages = leaf.pages - (vpn & (leaf.pages - 1));
	return leaf.entry && leaf_pfn(leaf, addr) == run_pfn(value, vpn) &&
	       !(run_prot(value) & ~entry_prot(*leaf.entry));
}

static void stretch_end(struct mm_struct *mm, struct stretch *s,
			struct ma_state *mas)
{
	if (!s->any)
		return;
	mas_pause(mas);
	mas_unlock(mas);
	forget(mm, s->first, s->last);
	mas_lock(mas);
	s->any = false;
}

static void flush_run(struct mm_struct *mm, struct stretch *s,
		      struct ma_state *mas, unsigned long first,
		      unsigned long last, unsigned long value)
{
	unsigned long vpn, pages;

	for (vpn = first; vpn <= last; vpn += pages) {
		if (page_agrees(mm, vpn, value, &pages)) {
			stretch_end(mm, s, mas);
			continue;
		}
		stretch_add(s, vpn, min(vpn + pages - 1, last));
	}
}

void nabla_tlb_flush(struct mm_struct *mm, unsigned long start,
		     unsigned long end)
{
	unsigned long first = start >> PAGE_SHIFT;
	unsigned long last = (end - 1) >> PAGE_SHIFT;
	struct stretch s = { };
	void *entry;
	MA_STATE(mas, &mm->context.runs, first, first);

	if (start >= end || mtree_empty(&mm->context.runs))
		return;
	mas_lock(&mas);
	mas_for_each(&mas, entry, last) {
		unsigned long from = max(mas.index, first);
		unsigned long to = min(mas.last, last);
		unsigned long value = xa_to_value(entry);

		if (!stretch_reaches(&s, to))
			stretch_end(mm, &s, &mas);
		flush_run(mm, &s, &mas, from, to, value);
	}
	stretch_end(mm, &s, &mas);
	mas_unlock(&mas);
	nabla_tlb_verify(mm);
}

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	nabla_tlb_flush(&init_mm, max(start, VMALLOC_START),
			min(end, VMALLOC_END));
}

static void check_limit(struct mm_struct *mm)
{
	if (mm->context.nr_runs < MAX_RUNS)
		return;
	mm->context.nr_runs = count_runs(&mm->context.runs);
	if (mm->context.nr_runs >= MAX_RUNS / 2)
		drop_all(mm);
}

static bool already_mapped(struct mm_struct *mm, unsigned long first,
			   unsigned long last, unsigned long value)
{
	MA_STATE(mas, &mm->context.runs, first, first);
	void *entry;
	bool same;

	mas_lock(&mas);
	entry = mas_walk(&mas);
	same = entry && xa_to_value(entry) == value && mas.last >= last;
	mas_unlock(&mas);
	return same;
}

/* Note pages first..last as mapped, joined with neighbours of the same value. */
static int note_run(struct mm_struct *mm, unsigned long first,
		    unsigned long last, unsigned long value)
{
	MA_STATE(mas, &mm->context.runs, first, last);
	void *entry;
	int err;

	mas_lock(&mas);
	mas_set(&mas, first - 1);
	entry = mas_walk(&mas);
	if (entry && xa_to_value(entry) == value)
		first = mas.index;
	mas_set(&mas, last + 1);
	entry = mas_walk(&mas);
	if (entry && xa_to_value(entry) == value)
		last = mas.last;
	mas_set_range(&mas, first, last);
	err = mas_store_gfp(&mas, xa_mk_value(value),
			    GFP_ATOMIC | __GFP_NOWARN);
	mas_unlock(&mas);
	mm->context.nr_runs += 2;	/* at most; check_limit() counts */
	return err;
}

static void map_run(struct mm_struct *mm, unsigned long vpn, unsigned long n,
		    unsigned long value)
{
	unsigned long pfn = run_pfn(value, vpn);
	long err;

	if (already_mapped(mm, vpn, vpn + n - 1, value))
		return;
	err = host_mmap(vpn << PAGE_SHIFT, n << PAGE_SHIFT, run_prot(value),
			MAP_FLAGS, nabla_boot->ram_fd, pfn << PAGE_SHIFT);
	if (IS_ERR_VALUE(err))
		panic("host cannot map %lx pages at %lx: %ld", n,
		      vpn << PAGE_SHIFT, err);
	/* Without memory to note it, it must not be: the next fault tries again. */
	if (note_run(mm, vpn, vpn + n - 1, value))
		forget(mm, vpn, vpn + n - 1);
}

/* Map those of n entries from vpn on that are ready, as few runs as possible. */
static void map_entries(struct mm_struct *mm, unsigned long vpn,
			const unsigned long *entry, unsigned long n)
{
	unsigned long i, start = 0, value = 0, v;
	unsigned int prot;

	for (i = 0; i <= n; i++) {
		prot = i < n ? entry_prot(entry[i]) : 0;
		v = prot ? run_value(vpn + i, (entry[i] & _PAGE_PFN_MASK) >>
						      PAGE_SHIFT, prot) : 0;
		if (v == value)
			continue;
		if (value)
			map_run(mm, vpn + start, i - start, value);
		start = i;
		value = v;
	}
}

static bool access_allowed(unsigned long v, bool write, bool exec)
{
	if (!nabla_pte_accessible(v))
		return false;
	return (!write || nabla_pte_write(v)) && (!exec || nabla_pte_exec(v));
}

bool nabla_tlb_fill(struct mm_struct *mm, unsigned long addr, bool write,
		    bool exec)
{
	struct leaf leaf = nabla_leaf(mm, addr);
	unsigned long vpn = addr >> PAGE_SHIFT, v;

	if (!leaf.entry || !access_allowed(*leaf.entry, write, exec))
		return false;
	v = nabla_pte_mkyoung(*leaf.entry);
	if (write)
		v = nabla_pte_mkdirty(v);
	WRITE_ONCE(*leaf.entry, v);

	check_limit(mm);
	if (leaf.pages > 1) {
		vpn = round_down(vpn, leaf.pages);
		map_run(mm, vpn, leaf.pages,
			run_value(vpn, (v & _PAGE_PFN_MASK) >> PAGE_SHIFT,
				  entry_prot(v)));
	} else {
		unsigned long before = vpn & (AROUND - 1);

		map_entries(mm, vpn - before, leaf.entry - before, AROUND);
	}
	return true;
}

void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *task)
{
	struct mm_struct *mapped = this_cpu_read(mapped_mm);

	if (mapped == next)
		return;
	if (mapped)
		drop_all(mapped);
	this_cpu_write(mapped_mm, next);
}

int init_new_context(struct task_struct *task, struct mm_struct *mm)
{
	mt_init_flags(&mm->context.runs, 0);
	mm->context.nr_runs = 0;
	return nabla_sites_fork(mm);
}

void destroy_context(struct mm_struct *mm)
{
	drop_all(mm);
	nabla_sites_drop(mm);
	if (this_cpu_read(mapped_mm) == mm)
		this_cpu_write(mapped_mm, NULL);
}

#ifdef CONFIG_NABLA_DEBUG_TLB
void nabla_tlb_verify(struct mm_struct *mm)
{
	unsigned long vpn, pages;
	void *entry;
	MA_STATE(mas, &mm->context.runs, 0, 0);

	mas_lock(&mas);
	mas_for_each(&mas, entry, ULONG_MAX)
		for (vpn = mas.index; vpn <= mas.last; vpn += pages)
			if (!page_agrees(mm, vpn, xa_to_value(entry), &pages))
				panic("host maps %lx as %lx against the tables",
				      vpn << PAGE_SHIFT,
				      (unsigned long)xa_to_value(entry));
	mas_unlock(&mas);
}
#endif
