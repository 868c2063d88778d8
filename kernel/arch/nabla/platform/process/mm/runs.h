/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host has mapped of an address space, as runs of pages.  A run's value
 * is the distance from page number to frame number, and the protection: it stays
 * right when the run is cut, and neighbours with the same value are one mapping of
 * the host.
 */
#ifndef NABLA_MM_RUNS_H
#define NABLA_MM_RUNS_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include "../../../mm/walk.h"

/* Protection as the host's mmap has it. */
#define HOST_PROT_READ		1
#define HOST_PROT_WRITE		2
#define HOST_PROT_EXEC		4
#define HOST_PROT_BITS		3

#define RUN_DISTANCE_BITS	52

static inline unsigned long run_value(unsigned long vpn, unsigned long pfn,
				      unsigned int prot)
{
	unsigned long distance = (pfn - vpn) & (BIT(RUN_DISTANCE_BITS) - 1);

	return distance << HOST_PROT_BITS | prot;
}

static inline unsigned int run_prot(unsigned long value)
{
	return value & (BIT(HOST_PROT_BITS) - 1);
}

static inline unsigned long run_pfn(unsigned long value, unsigned long vpn)
{
	return (vpn + (value >> HOST_PROT_BITS)) & (BIT(RUN_DISTANCE_BITS) - 1);
}

/* What the host may do with a page that has entry @v: nothing if it is not young. */
static inline unsigned int entry_prot(unsigned long v)
{
	if (!nabla_pte_accessible(v) || !nabla_pte_young(v))
		return 0;
	return HOST_PROT_READ |
	       (nabla_pte_write(v) && nabla_pte_dirty(v) ? HOST_PROT_WRITE : 0) |
	       (nabla_pte_exec(v) ? HOST_PROT_EXEC : 0);
}

#endif
