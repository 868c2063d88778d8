/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_MM_AHEAD_H
#define NABLA_MM_AHEAD_H

#include <linux/mm.h>

/* Pages to be made ready in one go: @nr from @start on, the faulting one included. */
struct ahead {
	unsigned long start;
	unsigned int nr;	/* 0: no others than the faulting one */
};

/* What a write to @addr, which faults, suggests.  The mmap lock is held. */
struct ahead nabla_ahead_begin(struct vm_area_struct *vma, unsigned long addr);
/* Make the others ready, unless the fault itself has @failed. */
void nabla_ahead_end(struct vm_area_struct *vma, const struct ahead *ahead,
		     bool failed);

#endif
