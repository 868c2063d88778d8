/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An exact record of what the host has mapped in one window (user, vmalloc) of one
 * member.  The functions that change mappings are for the member that is the
 * processor: a process can map only for itself.
 */
#ifndef NABLA_MM_RECORD_H
#define NABLA_MM_RECORD_H

#include <linux/maple_tree.h>

struct record {
	struct maple_tree runs;	/* first to last page number -> value, see runs.h */
	unsigned long nr_runs;	/* at most how many */
};

void record_init(struct record *rec);
/* Its process is gone: forget what it had. */
void record_reset(struct record *rec);
/* Have the host unmap everything; needs no memory. */
void record_drop(struct record *rec);
/* Pages @first..@last are to have no mapping any more. */
void record_unmap(struct record *rec, unsigned long first, unsigned long last);
/* @n pages from @vpn on are to be mapped as @value says. */
void record_map(struct record *rec, unsigned long vpn, unsigned long n,
		unsigned long value);
/* Keep well below the host's limit on mappings, if need be by dropping all. */
void record_keep_limit(struct record *rec);
unsigned long record_count(struct record *rec);

/* Does the host map no page of the window? */
static inline bool record_empty(const struct record *rec)
{
	return mtree_empty(&rec->runs);
}

/* Pages to be unmapped at once, holes between them included. */
struct stretch {
	unsigned long first, last;
	bool any;
};

bool stretch_reaches(const struct stretch *s, unsigned long last);
void stretch_add(struct stretch *s, unsigned long first, unsigned long last);

#endif
