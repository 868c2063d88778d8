// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host has mapped, and the two host calls that change it.
 *
 * Invariant: a record says exactly what its process has mapped in its window.
 * Where there is no memory to note a mapping, it is taken back.
 *
 * Records are changed within the scheduler, between two tasks, and by interrupts
 * that touch vmalloc memory.  So they are changed with interrupts disabled, and
 * nothing here enables them or wakes anybody: a wake-up of the task that is being
 * switched from would find it still current, and be lost.
 */
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <asm/host.h>
#include "record.h"
#include "runs.h"

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

/*
 * The host allows 65,530 mappings (vm.max_map_count), a run can take two (itself,
 * and the hole it splits), and at the limit not even unmapping works.
 */
#define MAX_RUNS	28000UL

/* Unmapping is also done within the scheduler: kswapd must not be woken there. */
#define UNMAP_GFP	(__GFP_HIGH | __GFP_NOWARN)
#define MAP_GFP		(GFP_ATOMIC | __GFP_NOWARN)

static struct kmem_cache *run_cache __ro_after_init;

/* After the slab allocator is ready, and before anything is in vmalloc memory. */
void __init pgtable_cache_init(void)
{
	run_cache = KMEM_CACHE(run, SLAB_PANIC);
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

static void host_map(unsigned long vpn, unsigned long n, unsigned long value)
{
	long err;

	err = host_mmap(vpn << PAGE_SHIFT, n << PAGE_SHIFT, run_prot(value),
			MAP_FLAGS, nabla_boot->ram_fd,
			run_pfn(value, vpn) << PAGE_SHIFT);
	if (IS_ERR_VALUE(err))
		panic("host cannot map %lx pages at %lx: %ld", n,
		      vpn << PAGE_SHIFT, err);
}

/* Would a stretch that reaches to @last still be one host call? */
bool stretch_reaches(const struct stretch *s, unsigned long last)
{
	return !s->any || last - s->first < MMAP_MAX_PAGES;
}

void stretch_add(struct stretch *s, unsigned long first, unsigned long last)
{
	if (!s->any)
		s->first = first;
	s->any = true;
	s->last = last;
}

/* ---- runs, in a tree by page number; none overlaps another ---- */

static struct run *run_of(struct rb_node *node)
{
	return rb_entry_safe(node, struct run, node);
}

/* The first that ends at @vpn or behind it. */
static struct run *run_from(const struct record *rec, unsigned long vpn)
{
	struct rb_node *node = rec->runs.rb_node;
	struct run *found = NULL, *run;

	while (node) {
		run = run_of(node);
		if (run->last < vpn) {
			node = node->rb_right;
		} else {
			found = run;
			node = node->rb_left;
		}
	}
	return found;
}

static bool run_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct run, node)->first <
	       rb_entry(b, struct run, node)->first;
}

/* Have ready what one change can need.  False: there is not enough memory. */
static bool get_spares(struct record *rec, gfp_t gfp)
{
	struct run *run;

	while (rec->nr_spare < RECORD_SPARES) {
		run = kmem_cache_alloc(run_cache, gfp);
		if (!run)
			return false;
		rec->spare[rec->nr_spare++] = run;
	}
	return true;
}

static void add_run(struct record *rec, unsigned long first,
		    unsigned long last, unsigned long value)
{
	struct run *run = rec->spare[--rec->nr_spare];

	run->first = first;
	run->last = last;
	run->value = value;
	rb_add(&run->node, &rec->runs, run_before);
	rec->nr_runs++;
}

static void remove_run(struct record *rec, struct run *run)
{
	rb_erase(&run->node, &rec->runs);
	rec->nr_runs--;
	if (rec->nr_spare < RECORD_SPARES)
		rec->spare[rec->nr_spare++] = run;
	else
		kmem_cache_free(run_cache, run);
}

/* Takes pages first..last out of @run, with a spare one if it becomes two. */
static bool cut_run(struct record *rec, struct run *run, unsigned long first,
		    unsigned long last)
{
	if (run->first < first && run->last > last) {
		if (!rec->nr_spare)
			return false;
		add_run(rec, last + 1, run->last, run->value);
	}
	if (run->first < first)
		run->last = first - 1;
	else if (run->last > last)
		run->first = last + 1;
	else
		remove_run(rec, run);
	return true;
}

/* Note pages first..last as not mapped. */
static bool cut(struct record *rec, unsigned long first, unsigned long last)
{
	struct run *run;

	while ((run = run_from(rec, first)) && run->first <= last)
		if (!cut_run(rec, run, first, last))
			return false;
	return true;
}

/* Note pages first..last as mapped, joined with neighbours of the same value. */
static bool note(struct record *rec, unsigned long first, unsigned long last,
		 unsigned long value)
{
	struct run *before, *after;

	if (!get_spares(rec, MAP_GFP) || !cut(rec, first, last))
		return false;
	after = run_from(rec, first);
	before = run_of(after ? rb_prev(&after->node) : rb_last(&rec->runs));
	if (after && (after->first != last + 1 || after->value != value))
		after = NULL;
	if (before && before->last + 1 == first && before->value == value) {
		before->last = after ? after->last : last;
		if (after)
			remove_run(rec, after);
	} else if (after) {
		after->first = first;
	} else {
		add_run(rec, first, last, value);
	}
	return true;
}

/* ---- records ---- */

void record_init(struct record *rec)
{
	*rec = (struct record) { .runs = RB_ROOT };
}

static void forget_runs(struct record *rec)
{
	struct run *run, *next;

	rbtree_postorder_for_each_entry_safe(run, next, &rec->runs, node)
		kmem_cache_free(run_cache, run);
	rec->runs = RB_ROOT;
	rec->nr_runs = 0;
}

void record_reset(struct record *rec)
{
	forget_runs(rec);
	while (rec->nr_spare)
		kmem_cache_free(run_cache, rec->spare[--rec->nr_spare]);
}

static void drop(struct record *rec)
{
	struct stretch s = { };
	struct run *run;

	for (run = run_of(rb_first(&rec->runs)); run;
	     run = run_of(rb_next(&run->node))) {
		if (!stretch_reaches(&s, run->last)) {
			host_unmap(s.first, s.last);
			s.any = false;
		}
		stretch_add(&s, run->first, run->last);
	}
	if (s.any)
		host_unmap(s.first, s.last);
	forget_runs(rec);
}

void record_drop(struct record *rec)
{
	unsigned long flags;

	local_irq_save(flags);
	drop(rec);
	local_irq_restore(flags);
}

static void unmap(struct record *rec, unsigned long first, unsigned long last)
{
	host_unmap(first, last);
	get_spares(rec, UNMAP_GFP);	/* it may do without */
	if (!cut(rec, first, last))
		drop(rec);
}

void record_unmap(struct record *rec, unsigned long first, unsigned long last)
{
	unsigned long flags;

	local_irq_save(flags);
	unmap(rec, first, last);
	local_irq_restore(flags);
}

void record_keep_limit(struct record *rec)
{
	if (rec->nr_runs >= MAX_RUNS)
		record_drop(rec);
}

bool record_find(const struct record *rec, unsigned long vpn, struct run *run)
{
	unsigned long flags;
	struct run *found;

	local_irq_save(flags);
	found = run_from(rec, vpn);
	if (found)
		*run = *found;
	local_irq_restore(flags);
	return found;
}

static void map_missing(struct record *rec, unsigned long first,
			unsigned long last, unsigned long value)
{
	host_map(first, last - first + 1, value);
	/* Without memory to note it, it must not be: the next fault tries again. */
	if (!note(rec, first, last, value))
		unmap(rec, first, last);
}

/* Is page @vpn mapped as @value says?  @end: how far that holds, up to @last. */
static bool is_mapped(const struct record *rec, unsigned long vpn,
		      unsigned long last, unsigned long value,
		      unsigned long *end)
{
	const struct run *run = run_from(rec, vpn);

	*end = last;
	if (!run)
		return false;
	if (run->first > vpn) {
		*end = min(run->first - 1, last);
		return false;
	}
	*end = min(run->last, last);
	return run->value == value;
}

static void map(struct record *rec, unsigned long vpn, unsigned long last,
		unsigned long value)
{
	unsigned long end, next;

	for (; vpn <= last; vpn = end + 1) {
		if (is_mapped(rec, vpn, last, value, &end))
			continue;
		/* Together with what follows, up to what is there. */
		for (next = end + 1; next <= last; next = end + 1)
			if (is_mapped(rec, next, last, value, &end))
				break;
		end = next - 1;
		map_missing(rec, vpn, end, value);
	}
}

void record_map(struct record *rec, unsigned long vpn, unsigned long n,
		unsigned long value)
{
	unsigned long flags;

	local_irq_save(flags);
	map(rec, vpn, vpn + n - 1, value);
	local_irq_restore(flags);
}
