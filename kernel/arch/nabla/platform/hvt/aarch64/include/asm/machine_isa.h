/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the platform's C code and its ISA's. */
#ifndef _ASM_NABLA_MACHINE_ISA_H
#define _ASM_NABLA_MACHINE_ISA_H

#include <linux/mm_types.h>

struct nabla_machine;

/* cpu.c: say what the processor has; head.S has set it up. */
void nabla_isa_machine(struct nabla_machine *m);
/* A word of the seed; false: the machine has none. */
bool nabla_isa_random(unsigned long *word);

/* paging.c: go by the tables of @mm, and forget all pages of those before. */
void nabla_load_tables(struct mm_struct *mm);
/* Forget what is believed of a page of the tables in force. */
void nabla_forget_page(unsigned long addr);
/* A fault at @addr that its page's @entry allows: have the processor see so, too. */
void nabla_renew_page(unsigned long *entry, unsigned long addr, bool write);

#endif
