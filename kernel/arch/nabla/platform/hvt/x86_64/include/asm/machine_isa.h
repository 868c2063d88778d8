/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the platform's C code and its ISA's. */
#ifndef _ASM_NABLA_MACHINE_ISA_H
#define _ASM_NABLA_MACHINE_ISA_H

#include <linux/mm_types.h>

struct nabla_machine;
struct pt_regs;

/* cpu.c: have the processor as programs expect it, and say what it has. */
void nabla_isa_machine(struct nabla_machine *m);

/* paging.c: go by the tables of @mm, and forget all pages of those before. */
void nabla_load_tables(struct mm_struct *mm);
/* Forget what is believed of a page of the tables in force. */
void nabla_forget_page(unsigned long addr);

/*
 * A fault at @addr that its page's @entry allows.  The processor forgets what it has
 * believed of a page when it faults there, and keeps accessed and dirty bits itself.
 */
static inline void nabla_renew_page(unsigned long *entry, unsigned long addr,
				    bool write)
{
}

/* cpu.c: a word of the seed; false: the machine has none. */
bool nabla_isa_random(unsigned long *word);

/* fpu.c: once, by nabla_isa_machine(); what XSAVE may be used for: 0 for nothing. */
u32 nabla_xsave_start(u32 *size);

#endif
