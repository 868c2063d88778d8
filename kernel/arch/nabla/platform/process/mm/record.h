/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An exact record of what the host has mapped in one window (user, vmalloc) of one
 * member.  The functions that change mappings are for the member that is the
 * processor: a process can map only for itself.
 */
#ifndef NABLA_MM_RECORD_H
#define NABLA_MM_RECORD_H

#include <linux/rbtree.h>

/* Pages @first..@last of the window, mapped as @value says: runs.h. */
struct run {
	struct rb_node node;
	unsigned long first, last, value;
};

/* What one change of a record needs at most. */
#define RECORD_SPARES	2

struct record {
	struct rb_root runs;
	unsigned long nr_runs;
	struct run *spare[RECORD_SPARES];
	unsigned int nr_spare;
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

/*
 * A copy of the first run that ends at @vpn or behind it; false: there is none.
 * (The run itself may be gone with the next interrupt.)
 */
bool record_find(const struct record *rec, unsigned long vpn, struct run *run);

/* Does the host map no page of the window? */
static inline bool record_empty(const struct record *rec)
{
	return !rec->nr_runs;
}

/* Pages to be unmapped at once, holes between them included. */
struct stretch {
	unsigned long first, last;
	bool any;
};

bool stretch_reaches(const struct stretch *s, unsigned long last);
void stretch_add(struct stretch *s, unsigned long first, unsigned long last);

#endif
