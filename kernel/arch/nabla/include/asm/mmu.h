/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_MMU_H
#define _ASM_NABLA_MMU_H

#include <linux/maple_tree.h>

/*
 * What the host has mapped of an address space.  runs: first to last page number
 * of each host mapping -> the page table entry its first page was mapped from
 * (as an xarray value); exact.  nr_runs: how many.
 */
typedef struct {
	struct maple_tree runs;
	unsigned long nr_runs;
	void __user *vdso;
} mm_context_t;

#define INIT_MM_CONTEXT(mm)						\
	.context = { .runs = MTREE_INIT(mm.context.runs, 0) },

#endif
