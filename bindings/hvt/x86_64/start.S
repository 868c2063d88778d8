/* SPDX-License-Identifier: ISC */
/*
 * Entry, and the 32 traps of the processor: each pushes its number, and a zero
 * where the processor pushes no error code; then the registers, in the order of
 * struct frame.
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	xor	%ebp, %ebp
	movq	$0, (%rsp)
	jmp	hvt_start	/* the stack is as after a call */
	.size	_start, . - _start

	.altmacro
	.macro	trap nr
	.balign	16
	.if	!((1 << \nr) & 0x60227d00)	/* those with an error code */
	pushq	$0
	.endif
	pushq	$\nr
	jmp	common
	.endm

	.balign	16
	.globl	isa_trap_entries
isa_trap_entries:
	.set	i, 0
	.rept	32
	trap	%i
	.set	i, i + 1
	.endr

	.balign	16
common:
	push	%rdi
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rax
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	cld
	and	$-16, %rsp
	call	isa_trap
	ud2

/* isa_load_tables(gdt, idt, tss selector) */
	.globl	isa_load_tables
isa_load_tables:
	lgdt	(%rdi)
	lidt	(%rsi)
	ltr	%dx
	ret
	.section .note.GNU-stack, "", @progbits
