/* SPDX-License-Identifier: ISC */
/*
 * isa_enter(entry, mem_size, boot_info): registers but for the stack pointer
 * and the argument hold nothing.  The return address, which the guest's entry
 * would find if it were called, is 0.
 */
	.text
	.globl	isa_enter
	.type	isa_enter, @function
isa_enter:
	mov	%rdi, %rax
	lea	-8(%rsi), %rsp
	mov	%rdx, %rdi
	movq	$0, (%rsp)
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	xor	%ebp, %ebp
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	cld
	jmp	*%rax
	.size	isa_enter, . - isa_enter
	.section .note.GNU-stack, "", @progbits
