/* SPDX-License-Identifier: ISC */
/*
 * Entry, and the vectors: whatever comes is the end, so that only its registers
 * are kept, on a stack of their own.
 */
	.text
	.globl	_start
	.type	_start, %function
_start:
	mov	x29, xzr
	mov	x30, xzr
	msr	tpidr_el0, xzr
	bl	hvt_start
	brk	#0
	.size	_start, . - _start

	.balign	2048
	.globl	isa_vectors
isa_vectors:
	.rept	16
	.balign	128
	msr	tpidr_el1, x30
	mov	x30, sp
	msr	tpidrro_el0, x30
	b	common
	.endr

common:
	adrp	x30, trap_stack_end
	add	x30, x30, :lo12:trap_stack_end
	sub	x30, x30, #272
	mov	sp, x30
	mrs	x30, tpidr_el1
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x0, tpidrro_el0
	stp	x30, x0, [sp, #240]
	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	stp	x1, x2, [sp, #256]
	mov	x0, sp
	bl	isa_trap
	brk	#0

	.bss
	.balign	16
	.space	8192
trap_stack_end:
	.section .note.GNU-stack, "", %progbits
