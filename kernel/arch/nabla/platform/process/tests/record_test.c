// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: records of what the host has mapped, against a plain array, while pages
 * are mapped and unmapped at random in a piece of the vmalloc window; and what is
 * read there is what the record says.  With interrupts disabled too, which must
 * stay so: records are changed within the scheduler.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/prandom.h>
#include <linux/vmalloc.h>
#include "../mm/record.h"
#include "../mm/runs.h"

#define ORDER	6
#define PAGES	(1UL << ORDER)
#define STEPS	4000

struct window {
	struct record rec;
	struct vm_struct *area;
	struct page *page;		/* PAGES of them, each with its number in it */
	unsigned long vpn;		/* of the area's first */
	unsigned long model[PAGES];	/* values; 0: not mapped */
	struct rnd_state rnd;
};

static unsigned int below(struct window *w, unsigned int n)
{
	return prandom_u32_state(&w->rnd) % n;
}

static void window_open(struct kunit *test, struct window *w)
{
	unsigned long i;

	record_init(&w->rec);
	prandom_seed_state(&w->rnd, 1);
	w->area = get_vm_area(PAGES << PAGE_SHIFT, 0);
	w->page = alloc_pages(GFP_KERNEL, ORDER);
	KUNIT_ASSERT_NOT_NULL(test, w->area);
	KUNIT_ASSERT_NOT_NULL(test, w->page);
	w->vpn = (unsigned long)w->area->addr >> PAGE_SHIFT;
	for (i = 0; i < PAGES; i++)
		*(unsigned long *)page_address(w->page + i) = i;
}

static void window_close(struct window *w)
{
	record_drop(&w->rec);
	record_reset(&w->rec);
	__free_pages(w->page, ORDER);
	free_vm_area(w->area);
}

/* One of four values: two distances, two protections. */
static unsigned long some_value(struct window *w)
{
	unsigned long pfn = page_to_pfn(w->page);

	return run_value(w->vpn + below(w, 2), pfn,
			 HOST_PROT_READ | (below(w, 2) ? HOST_PROT_WRITE : 0));
}

static void change(struct window *w)
{
	unsigned long first = 1 + below(w, PAGES - 1), value, i;
	unsigned long n = 1 + below(w, min(PAGES - first, 12UL));

	value = below(w, 3) ? some_value(w) : 0;
	if (value)
		record_map(&w->rec, w->vpn + first, n, value);
	else
		record_unmap(&w->rec, w->vpn + first, w->vpn + first + n - 1);
	for (i = first; i < first + n; i++)
		w->model[i] = value;
}

/* As few runs as can be, and none that the array does not have. */
static void expect_model(struct kunit *test, struct window *w)
{
	unsigned long i, runs = 0, value;
	struct run run;

	for (i = 0; i < PAGES; i++) {
		value = 0;
		if (record_find(&w->rec, w->vpn + i, &run) &&
		    run.first <= w->vpn + i)
			value = run.value;
		KUNIT_EXPECT_EQ_MSG(test, value, w->model[i], "page %lu", i);
		runs += value && (!i || w->model[i - 1] != value);
	}
	KUNIT_EXPECT_EQ(test, w->rec.nr_runs, runs);
}

static void expect_mapped(struct kunit *test, struct window *w)
{
	unsigned long i, pfn;

	for (i = 0; i < PAGES; i++) {
		if (!w->model[i])
			continue;
		pfn = run_pfn(w->model[i], w->vpn + i);
		KUNIT_EXPECT_EQ(test, page_to_pfn(w->page) +
				READ_ONCE(*(unsigned long *)
					  ((w->vpn + i) << PAGE_SHIFT)), pfn);
	}
}

static void steps(struct kunit *test, bool disabled)
{
	struct window *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	unsigned long flags;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, w);
	window_open(test, w);
	for (i = 0; i < STEPS; i++) {
		local_irq_save(flags);
		if (!disabled)
			local_irq_enable();
		change(w);
		KUNIT_EXPECT_EQ(test, irqs_disabled(), disabled);
		local_irq_restore(flags);
		expect_model(test, w);
		if (!(i % 16))
			expect_mapped(test, w);
	}
	window_close(w);
}

static void at_random(struct kunit *test)
{
	steps(test, false);
}

static void interrupts_stay_off(struct kunit *test)
{
	steps(test, true);
}

/* Many at once, so that the slab allocator has to be asked for more. */
static void many(struct kunit *test)
{
	struct window *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	unsigned long flags, i;
	bool stayed = true;

	KUNIT_ASSERT_NOT_NULL(test, w);
	window_open(test, w);
	local_irq_save(flags);
	for (i = 0; i < PAGES; i += 2) {
		record_map(&w->rec, w->vpn + i, 1,
			   run_value(w->vpn, page_to_pfn(w->page), 1));
		stayed &= irqs_disabled();
	}
	KUNIT_EXPECT_EQ(test, w->rec.nr_runs, PAGES / 2);
	record_drop(&w->rec);
	stayed &= irqs_disabled();
	local_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, stayed);
	KUNIT_EXPECT_TRUE(test, record_empty(&w->rec));
	window_close(w);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(at_random),
	KUNIT_CASE(interrupts_stay_off),
	KUNIT_CASE(many),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_record",
	.test_cases = cases,
};
kunit_test_suite(suite);
