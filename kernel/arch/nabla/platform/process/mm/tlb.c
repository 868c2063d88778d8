// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's mappings as a TLB of page tables.
 *
 * A fault that the tables allow has the host map the page, with those neighbours
 * that are ready as well: one host call costs some microseconds, whatever its
 * size.  A flush compares what is mapped with the tables and has the host unmap
 * what is no longer so; what still is stays.  A process can unmap only its own:
 * flushes for an address space of another member wait until that runs.
 *
 * Invariant: when a program runs, or the kernel works on its memory, nothing that
 * its process has mapped allows more than the page tables do.  (An address space
 * that has ended is no program's: see nabla_member_release().)
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/mmu_context.h>
#include <asm/tlbflush.h>
#include "member.h"
#include "record.h"
#include "runs.h"

/* How far around a fault neighbours are mapped too; 64 KB, in pages. */
#define AROUND		16UL

/* How often vmalloc mappings were taken away; members compare it with theirs. */
static unsigned long vmalloc_gen;

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

#ifdef CONFIG_NABLA_DEBUG_TLB
/*
 * Panic unless what is mapped of a range is what the page tables say.  What was
 * changed elsewhere may still wait for its own flush.
 */
static void tlb_verify(struct record *rec, struct mm_struct *mm,
		       unsigned long first, unsigned long last)
{
	unsigned long vpn = first, pages;
	struct run run;

	for (; vpn <= last && record_find(rec, vpn, &run); vpn = run.last + 1)
		for (vpn = max(run.first, vpn); vpn <= min(run.last, last);
		     vpn += pages)
			if (!page_agrees(mm, vpn, run.value, &pages))
				panic("host maps %lx as %lx against the tables",
				      vpn << PAGE_SHIFT, run.value);
}
#else
static void tlb_verify(struct record *rec, struct mm_struct *mm,
		       unsigned long first, unsigned long last)
{
}
#endif

static void stretch_end(struct record *rec, struct stretch *s)
{
	if (s->any)
		record_unmap(rec, s->first, s->last);
	s->any = false;
}

static void flush_run(struct record *rec, struct mm_struct *mm,
		      struct stretch *s, unsigned long first,
		      unsigned long last, unsigned long value)
{
	unsigned long vpn, pages;

	for (vpn = first; vpn <= last; vpn += pages) {
		if (page_agrees(mm, vpn, value, &pages)) {
			stretch_end(rec, s);
			continue;
		}
		stretch_add(s, vpn, min(vpn + pages - 1, last));
	}
}

/* Unmap what @rec has between @start and @end against @mm's tables. */
static void flush_record(struct record *rec, struct mm_struct *mm,
			 unsigned long start, unsigned long end)
{
	unsigned long first = start >> PAGE_SHIFT, vpn = first;
	unsigned long last = (end - 1) >> PAGE_SHIFT, to;
	struct stretch s = { };
	struct run run;

	if (start >= end || record_empty(rec))
		return;
	while (vpn <= last && record_find(rec, vpn, &run) && run.first <= last) {
		to = min(run.last, last);
		if (!stretch_reaches(&s, to))
			stretch_end(rec, &s);
		flush_run(rec, mm, &s, max(run.first, vpn), to, run.value);
		vpn = to + 1;
	}
	stretch_end(rec, &s);
	tlb_verify(rec, mm, first, last);
}

static void flush_later(struct mm_struct *mm, unsigned long start,
			unsigned long end)
{
	mm_context_t *ctx = &mm->context;

	if (ctx->stale_end) {
		start = min(start, ctx->stale_start);
		end = max(end, ctx->stale_end);
	}
	ctx->stale_start = start;
	ctx->stale_end = end;
}

void nabla_tlb_flush(struct mm_struct *mm, unsigned long start,
		     unsigned long end)
{
	struct member *m = mm->context.member;

	if (!m || mm->context.foreign)
		return;
	if (m == this_member())
		flush_record(&m->user, mm, start, end);
	else
		flush_later(mm, start, end);
}

void nabla_tlb_catch_up(struct mm_struct *mm)
{
	mm_context_t *ctx = &mm->context;
	struct record *rec = &this_member()->user;

	if (ctx->foreign)
		record_drop(rec);
	else if (ctx->stale_end)
		flush_record(rec, mm, ctx->stale_start, ctx->stale_end);
	ctx->foreign = false;
	ctx->stale_start = ctx->stale_end = 0;
}

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	struct member *m = this_member();

	flush_record(&m->vmalloc, &init_mm, max(start, VMALLOC_START),
		     min(end, VMALLOC_END));
	m->vmalloc_gen = ++vmalloc_gen;
}

void nabla_vmalloc_catch_up(void)
{
	struct member *m = this_member();

	if (m->vmalloc_gen == vmalloc_gen)
		return;
	flush_record(&m->vmalloc, &init_mm, VMALLOC_START, VMALLOC_END);
	m->vmalloc_gen = vmalloc_gen;
}

/* Map those of n entries from vpn on that are ready, as few runs as possible. */
static void map_entries(struct record *rec, unsigned long vpn,
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
			record_map(rec, vpn + start, i - start, value);
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

/* The record that mappings of @mm are noted in. */
static struct record *record_of(struct mm_struct *mm)
{
	struct member *m = this_member();

	if (mm == &init_mm)
		return &m->vmalloc;
	VM_WARN_ON_ONCE(m->mm != mm);
	return &m->user;
}

bool nabla_tlb_fill(struct mm_struct *mm, unsigned long addr, bool write,
		    bool exec)
{
	struct record *rec = record_of(mm);
	struct leaf leaf = nabla_leaf(mm, addr);
	unsigned long vpn = addr >> PAGE_SHIFT, v;

	if (!leaf.entry || !access_allowed(*leaf.entry, write, exec))
		return false;
	v = nabla_pte_mkyoung(*leaf.entry);
	if (write)
		v = nabla_pte_mkdirty(v);
	WRITE_ONCE(*leaf.entry, v);

	record_keep_limit(rec);
	if (leaf.pages > 1) {
		vpn = round_down(vpn, leaf.pages);
		record_map(rec, vpn, leaf.pages,
			   run_value(vpn, (v & _PAGE_PFN_MASK) >> PAGE_SHIFT,
				     entry_prot(v)));
	} else {
		unsigned long before = vpn & (AROUND - 1);

		map_entries(rec, vpn - before, leaf.entry - before, AROUND);
	}
	return true;
}
