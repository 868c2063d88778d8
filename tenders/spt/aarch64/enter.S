/* SPDX-License-Identifier: ISC */
/*
 * isa_enter(entry, mem_size, boot_info): registers but for the stack pointer
 * and the argument hold nothing.
 */
	.text
	.globl	isa_enter
	.type	isa_enter, %function
isa_enter:
	mov	x16, x0
	sub	sp, x1, #16
	mov	x0, x2
	stp	xzr, xzr, [sp]
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17
	mov	x\n, xzr
	.endr
	.irp	n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, xzr
	.endr
	blr	x16
	brk	#0
	.size	isa_enter, . - isa_enter
	.section .note.GNU-stack, "", %progbits
