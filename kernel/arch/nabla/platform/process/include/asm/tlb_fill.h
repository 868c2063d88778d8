/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_TLB_FILL_H
#define _ASM_NABLA_TLB_FILL_H

#include <linux/mm_types.h>

/*
 * nabla_tlb_fill() - have the host map what the page tables say at @addr
 * @write, @exec: the access that was tried
 *
 * Returns whether the page tables allow the access; then it will succeed.
 */
bool nabla_tlb_fill(struct mm_struct *mm, unsigned long addr, bool write,
		    bool exec);

#endif
