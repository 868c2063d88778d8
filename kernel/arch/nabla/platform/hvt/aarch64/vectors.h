/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_HVT_VECTORS_H
#define NABLA_HVT_VECTORS_H

/* What has come. */
#define VECTOR_SYNC		0	/* because of an instruction: esr_el1 */
#define VECTOR_IRQ		1
#define VECTOR_FIQ		2
#define VECTOR_ERROR		3
#define VECTOR_NEVER		4	/* from a state that nobody is in */

#ifndef __ASSEMBLY__
#include <linux/linkage.h>

struct pt_regs;

/* From entry.S, with @kind being one of these. */
asmlinkage void nabla_from_program(struct pt_regs *regs, unsigned int kind);
asmlinkage void nabla_from_kernel(struct pt_regs *regs, unsigned int kind);
/* The kernel has come here with @sp, which is no stack. */
asmlinkage void nabla_stack_lost(unsigned long sp);
#endif

#endif
