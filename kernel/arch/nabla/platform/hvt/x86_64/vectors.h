/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_HVT_VECTORS_H
#define NABLA_HVT_VECTORS_H

/* Exceptions, and two interrupts. */
#define NABLA_VECTORS		34
#define VECTOR_TIMER		32
#define VECTOR_SPURIOUS		33
#define NABLA_VECTOR_SIZE	16	/* bytes of code of each, entry.S */

#define VECTOR_DF		8
#define IST_DF			1

#ifndef __ASSEMBLY__
#include <linux/types.h>

struct pt_regs;

/* head.S */
struct nabla_gate {
	u16 low, selector, type, middle;
	u32 high, reserved;
};
extern struct nabla_gate nabla_idt[NABLA_VECTORS];

/* entry.S: NABLA_VECTORS times NABLA_VECTOR_SIZE bytes */
extern char nabla_vectors[];

void nabla_vectors_init(void);
/* From entry.S: orig_ax holds the error code. */
void nabla_vector(struct pt_regs *regs, unsigned int vector);
#endif

#endif
