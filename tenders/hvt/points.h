/* SPDX-License-Identifier: ISC */
/*
 * Where the guest stops for a debugger: breakpoints, which are instructions in
 * its memory or addresses that the processor compares, and watchpoints, of
 * which the processor knows some.
 */
#ifndef HVT_POINTS_H
#define HVT_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tenders/hvt/hvt.h"

/*
 * n bytes of guest-virtual memory at addr, page by page as the guest's own
 * tables have them, through the mapping that is never protected.  False if some
 * are none.
 */
bool guest_copy(struct hvt *t, uint64_t addr, unsigned char *buf, size_t n,
		bool write);

enum point_result {
	POINT_DONE,
	POINT_FAILED,		/* no room, or no such point or memory */
	POINT_UNKNOWN,		/* the processor has none of this kind */
};

/*
 * For a debugger that asks for a breakpoint in memory.  It gets one of the
 * processor's while at least two are left for who asks for these: a KVM that
 * emulates the guest's kernel mode does not see others.
 */
enum point_result soft_add(struct hvt *t, uint64_t addr);
enum point_result soft_remove(struct hvt *t, uint64_t addr);

/* One of the processor's, of any length that fits into its registers. */
enum point_result point_add(const struct hvt *t, enum point_kind kind,
			    uint64_t addr, uint64_t len);
enum point_result point_remove(enum point_kind kind, uint64_t addr,
			       uint64_t len);

/* Memory is as it was, and nothing is watched. */
void points_forget(struct hvt *t);

/* The guest is about to run, one instruction or on.  0 or -errno */
int points_arm(const struct hvt *t, bool step);

/* The watchpoint that stopped it, as it was asked for; NULL: it was none. */
const struct point *points_hit(const struct hvt *t);

#endif
