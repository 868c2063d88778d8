/* SPDX-License-Identifier: GPL-2.0-only */
/* For assembly: the general registers to and from struct pt_regs on the stack. */
#ifndef _ASM_NABLA_GPRS_H
#define _ASM_NABLA_GPRS_H

/* From di down; orig_ax is on the stack already. */
.macro PUSH_GPRS ax=%rax cx=%rcx r11=%r11
	push	%rdi
	push	%rsi
	push	%rdx
	push	\cx
	push	\ax
	push	%r8
	push	%r9
	push	%r10
	push	\r11
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro POP_GPRS_BUT_RCX_R11
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	add	$8, %rsp
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	add	$8, %rsp
	pop	%rdx
	pop	%rsi
	pop	%rdi
	add	$8, %rsp		/* orig_ax */
.endm

.macro POP_GPRS_BUT_ORIG_AX
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rdx
	pop	%rsi
	pop	%rdi
.endm

#endif
