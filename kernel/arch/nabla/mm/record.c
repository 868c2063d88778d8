// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host has mapped, and the two host calls that change it.
 *
 * Invariant: a record says exactly what its process has mapped in its window.
 * Where there is no memory to note a mapping, it is taken back.
 */
#include <linux/mm.h>
#include <linux/xarray.h>
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

/* Unmapping is also done within the scheduler, which must not be asked to wake. */
#define UNMAP_GFP	(__GFP_HIGH | __GFP_NOWARN)
#define MAP_GFP		(GFP_ATOMIC | __GFP_NOWARN)

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

void record_init(struct record *rec)
{
	mt_init_flags(&rec->runs, 0);
	rec->nr_runs = 0;
}

void record_reset(struct record *rec)
{
	mtree_destroy(&rec->runs);
	record_init(rec);
}

void record_drop(struct record *rec)
{
	struct stretch s = { };
	void *entry;
	MA_STATE(mas, &rec->runs, 0, 0);

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
	record_reset(rec);
}

/*
 * mas_store_gfp() is for memory that can be waited for: as long as it gets one
 * node of those it needs, it tries again, without end when there are no more.
 */
static int store(struct ma_state *mas, unsigned long first, unsigned long last,
		 void *entry, gfp_t gfp)
{
	int err;

	mas_set_range(mas, first, last);
	mas_store(mas, entry);
	err = mas_is_err(mas);
	mas_destroy(mas);		/* nodes that it did not need */
	if (!err)
		return 0;
	mas_set_range(mas, first, last);
	err = mas_preallocate(mas, entry, gfp);
	if (!err)
		mas_store_prealloc(mas, entry);
	return err;
}

void record_unmap(struct record *rec, unsigned long first, unsigned long last)
{
	MA_STATE(mas, &rec->runs, first, last);
	int err;

	host_unmap(first, last);
	mas_lock(&mas);
	err = store(&mas, first, last, NULL, UNMAP_GFP);
	mas_unlock(&mas);
	rec->nr_runs++;			/* it may have cut one in two */
	if (err)
		record_drop(rec);
}

unsigned long record_count(struct record *rec)
{
	unsigned long index = 0, n = 0;
	void *entry;

	mt_for_each(&rec->runs, entry, index, ULONG_MAX)
		n++;
	rec->nr_runs = n;
	return n;
}

void record_keep_limit(struct record *rec)
{
	if (rec->nr_runs >= MAX_RUNS && record_count(rec) >= MAX_RUNS / 2)
		record_drop(rec);
}

/* Note pages first..last as mapped, joined with neighbours of the same value. */
static int note_run(struct record *rec, unsigned long first,
		    unsigned long last, unsigned long value)
{
	MA_STATE(mas, &rec->runs, first, last);
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
	err = store(&mas, first, last, xa_mk_value(value), MAP_GFP);
	mas_unlock(&mas);
	rec->nr_runs += 2;		/* at most */
	return err;
}

static void map_missing(struct record *rec, unsigned long first,
			unsigned long last, unsigned long value)
{
	unsigned long n = last - first + 1;

	host_map(first, n, value);
	/* Without memory to note it, it must not be: the next fault tries again. */
	if (note_run(rec, first, last, value))
		record_unmap(rec, first, last);
}

/* Is page @vpn mapped as @value says?  @end: how far that holds, up to @last. */
static bool is_mapped(struct record *rec, unsigned long vpn, unsigned long last,
		      unsigned long value, unsigned long *end)
{
	MA_STATE(mas, &rec->runs, vpn, vpn);
	void *entry;

	mas_lock(&mas);
	entry = mas_walk(&mas);
	*end = min(mas.last, last);
	mas_unlock(&mas);
	return entry && xa_to_value(entry) == value;
}

void record_map(struct record *rec, unsigned long vpn, unsigned long n,
		unsigned long value)
{
	unsigned long last = vpn + n - 1, end, next;

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
