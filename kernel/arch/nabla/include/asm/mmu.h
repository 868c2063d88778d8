/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_MMU_H
#define _ASM_NABLA_MMU_H

#include <linux/maple_tree.h>

/*
 * What the host has mapped of an address space.  runs: first to last page number
 * of each host mapping -> its value (mm/runs.h), exact.  nr_runs: at most how many.
 */
typedef struct {
	struct maple_tree runs;
	unsigned long nr_runs;
	struct nabla_sites *sites;	/* rewritten system calls; NULL: none yet */
	void __user *vdso;
} mm_context_t;

#define INIT_MM_CONTEXT(mm)						\
	.context = { .runs = MTREE_INIT(mm.context.runs, 0) },

#endif
