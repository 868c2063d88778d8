// SPDX-License-Identifier: ISC
/*
 * Breakpoints and watchpoints of the one debugger.  What is asked for may be
 * longer than a register of the processor's can watch: it is cut into pieces,
 * and all of them are there or none.
 */
#include <errno.h>
#include <string.h>

#include "tenders/hvt/points.h"

#define SOFT_MAX	64
#define SOFT_IN_PROCESSOR 2

struct soft {
	uint64_t addr;
	bool used;
	unsigned char old[8];
};

/* A register of the processor's, and what it is a part of. */
struct piece {
	struct point asked;
	bool soft;		/* asked for as a breakpoint in memory */
};

static struct soft soft[SOFT_MAX];
static struct point watched[ISA_POINTS_MAX];
static struct piece piece[ISA_POINTS_MAX];	/* of each */
static unsigned int nr_watched;

bool guest_copy(struct hvt *t, uint64_t addr, unsigned char *buf, size_t n,
		bool write)
{
	uint64_t phys, part;

	for (; n; n -= part, addr += part, buf += part) {
		part = GUEST_PAGE - addr % GUEST_PAGE;
		part = part < n ? part : n;
		if (!isa_translate(t, addr, &phys) || phys >= t->mem.size ||
		    part > t->mem.size - phys)
			return false;
		if (write)
			memcpy(t->alias + phys, buf, part);
		else
			memcpy(buf, t->alias + phys, part);
	}
	return true;
}

/* ---- in memory ---- */

static struct soft *soft_find(uint64_t addr, bool used)
{
	for (int i = 0; i < SOFT_MAX; i++)
		if (soft[i].used == used && (!used || soft[i].addr == addr))
			return &soft[i];
	return NULL;
}

static enum point_result insert(struct hvt *t, uint64_t addr)
{
	unsigned char code[8];
	struct soft *s = soft_find(addr, true);

	if (s)
		return POINT_DONE;
	s = soft_find(addr, false);
	memcpy(code, isa_breakpoint, isa_breakpoint_size);
	if (!s || !guest_copy(t, addr, s->old, isa_breakpoint_size, false) ||
	    !guest_copy(t, addr, code, isa_breakpoint_size, true))
		return POINT_FAILED;
	s->addr = addr;
	s->used = true;
	return POINT_DONE;
}

static enum point_result take_out(struct hvt *t, uint64_t addr)
{
	struct soft *s = soft_find(addr, true);

	if (!s || !guest_copy(t, addr, s->old, isa_breakpoint_size, true))
		return POINT_FAILED;
	s->used = false;
	return POINT_DONE;
}

/* ---- the processor's ---- */

static bool same(const struct piece *p, const struct point *asked, bool is_soft)
{
	return p->soft == is_soft && p->asked.kind == asked->kind &&
	       p->asked.addr == asked->addr && p->asked.len == asked->len;
}

static bool is_watched(const struct point *asked, bool is_soft)
{
	for (unsigned int i = 0; i < nr_watched; i++)
		if (same(&piece[i], asked, is_soft))
			return true;
	return false;
}

static enum point_result watch(const struct hvt *t, struct point asked,
			       bool is_soft)
{
	struct point rest = asked;
	unsigned int n = nr_watched;
	uint64_t part;

	if (!isa_point_kind(asked.kind))
		return POINT_UNKNOWN;
	/* A debugger may ask twice, and means one. */
	if (is_watched(&asked, is_soft))
		return POINT_DONE;
	if (!asked.len || asked.len > UINT64_MAX - asked.addr)
		return POINT_FAILED;
	for (; rest.len; rest.addr += part, rest.len -= part, n++) {
		if (n == ISA_POINTS_MAX)
			return POINT_FAILED;
		part = isa_point_span(&rest);
		watched[n] = (struct point){ asked.kind, rest.addr, part };
		piece[n] = (struct piece){ asked, is_soft };
	}
	if (!isa_points_fit(t, watched, n))
		return POINT_FAILED;
	nr_watched = n;
	return POINT_DONE;
}

static enum point_result unwatch(struct point asked, bool is_soft)
{
	unsigned int kept = 0;
	bool found;

	for (unsigned int i = 0; i < nr_watched; i++) {
		if (same(&piece[i], &asked, is_soft))
			continue;
		watched[kept] = watched[i];
		piece[kept++] = piece[i];
	}
	found = kept < nr_watched;
	nr_watched = kept;
	return found ? POINT_DONE : POINT_FAILED;
}

static struct point instruction(uint64_t addr)
{
	return (struct point){ POINT_EXECUTE, addr, isa_breakpoint_size };
}

enum point_result point_add(const struct hvt *t, enum point_kind kind,
			    uint64_t addr, uint64_t len)
{
	if (kind == POINT_EXECUTE)
		return watch(t, instruction(addr), false);
	return watch(t, (struct point){ kind, addr, len }, false);
}

enum point_result point_remove(enum point_kind kind, uint64_t addr,
			       uint64_t len)
{
	if (kind == POINT_EXECUTE)
		return unwatch(instruction(addr), false);
	return unwatch((struct point){ kind, addr, len }, false);
}

enum point_result soft_add(struct hvt *t, uint64_t addr)
{
	if (nr_watched < SOFT_IN_PROCESSOR && !soft_find(addr, true) &&
	    watch(t, instruction(addr), true) == POINT_DONE)
		return POINT_DONE;
	return insert(t, addr);
}

enum point_result soft_remove(struct hvt *t, uint64_t addr)
{
	if (take_out(t, addr) == POINT_DONE)
		return POINT_DONE;
	return unwatch(instruction(addr), true);
}

void points_forget(struct hvt *t)
{
	for (int i = 0; i < SOFT_MAX; i++)
		if (soft[i].used)
			take_out(t, soft[i].addr);
	nr_watched = 0;
}

int points_arm(const struct hvt *t, bool step)
{
	return isa_debug(t, step, watched, nr_watched);
}

const struct point *points_hit(const struct hvt *t)
{
	int i = isa_point_hit(t->run, watched, nr_watched);

	return i < 0 ? NULL : &piece[i].asked;
}
