/* SPDX-License-Identifier: GPL-2.0-only */
/* Ways into the kernel (an exception, a system call) and out of it. */
#include <linux/linkage.h>
#include <asm/gprs.h>
#include <asm/ptrace.h>
#include <generated/asm-offsets.h>
#include "vectors.h"

	.text

/*
 * One small piece of code for each exception.  The processor has pushed ss to ip
 * and, for some, an error code, where struct pt_regs has orig_ax.
 */
	.balign	NABLA_VECTOR_SIZE	/* 8, 10-14, 17, 21, 29, 30 have a code */
SYM_CODE_START(nabla_vectors)
	.Lnr = 0
	.rept	NABLA_VECTORS
	.balign	NABLA_VECTOR_SIZE
	.if .Lnr >= 32 || !((1 << .Lnr) & 0x60227d00)
	push	$0
	.endif
	push	%rdi
	mov	$.Lnr, %edi
	jmp	nabla_exception
	.Lnr = .Lnr + 1
	.endr
SYM_CODE_END(nabla_vectors)

SYM_CODE_START_LOCAL(nabla_exception)
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
	cld
	mov	%edi, %esi
	mov	%rsp, %rdi
	sub	$8, %rsp
	call	nabla_vector
	add	$8, %rsp
	jmp	nabla_restore
SYM_CODE_END(nabla_exception)

/* rsp -> struct pt_regs: become what it says. */
SYM_CODE_START(nabla_restore)
	POP_GPRS_BUT_ORIG_AX
	add	$8, %rsp
	iretq
SYM_CODE_END(nabla_restore)

/*
 * LSTAR: rax = number, rcx = where to go on, r11 = flags; the stack is still the
 * program's.  Where that is kept for a moment there is one place, as there is one
 * processor, and nothing can come in between.
 */
SYM_CODE_START(nabla_fast_syscall)
	mov	%rsp, .Luser_sp(%rip)
	mov	nabla_stack_top(%rip), %rsp
	push	$NABLA_USER_SS
	push	.Luser_sp(%rip)
	push	%r11
	push	$NABLA_USER_CS
	push	%rcx
	movslq	%eax, %rax		/* a number is an int */
	push	%rax			/* orig_ax */
	PUSH_GPRS ax=$-38		/* -ENOSYS, should nobody change it */
	mov	%rsp, %rdi
	sub	$8, %rsp
	call	nabla_enter_syscall
	add	$8, %rsp
	/* As the instruction leaves it: rcx = ip, r11 = flags.  Else: in full. */
	mov	PT_IP(%rsp), %rcx
	cmp	PT_CX(%rsp), %rcx
	jne	nabla_restore
	mov	%rcx, %rax		/* sysret faults in ring 0 on a bad one */
	shr	$47, %rax
	jnz	nabla_restore
	mov	PT_FLAGS(%rsp), %r11
	cmp	PT_R11(%rsp), %r11
	jne	nabla_restore
	test	$(X86_EFLAGS_TF | X86_EFLAGS_RF), %r11d
	jnz	nabla_restore
	POP_GPRS_BUT_RCX_R11
	mov	24(%rsp), %rsp		/* above ip, cs, flags */
	sysretq
SYM_CODE_END(nabla_fast_syscall)

	.bss
	.balign	8
.Luser_sp:
	.quad	0
