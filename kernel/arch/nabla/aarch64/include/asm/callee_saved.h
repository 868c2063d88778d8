/* SPDX-License-Identifier: GPL-2.0-only */
/* For assembly: what a function leaves alone, to and from the stack. */
#ifndef _ASM_NABLA_CALLEE_SAVED_H
#define _ASM_NABLA_CALLEE_SAVED_H

.macro PUSH_CALLEE_SAVED
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
.endm

.macro POP_CALLEE_SAVED
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
.endm

#endif
