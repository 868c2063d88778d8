/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_TLB_FILL_H
#define _ASM_NABLA_TLB_FILL_H

#include <linux/mm_types.h>

/*
 * Whether the page tables allow the access: the processor has them, so there is
 * nothing to be filled.  If so the access will succeed.
 */
bool nabla_tlb_fill(struct mm_struct *mm, unsigned long addr, bool write,
		    bool exec);

#endif
