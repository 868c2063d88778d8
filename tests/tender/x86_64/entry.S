/* SPDX-License-Identifier: ISC */
/* The probe's entries, and its ways to make a system call. */
#define __ASSEMBLY__
#include <nabla/image.h>
#include <nabla/layout.h>

	.text
	.globl start
start:
	/* left by the tender's last system call: where it was */
	movq	%rcx, enter_ip(%rip)
	xorl	%ebp, %ebp
	movabsq	$NABLA_MEMBER, %rax
	cmpl	$0, (%rax)		/* its index */
	jne	1f
	leaq	stack_end(%rip), %rsp
	call	probe_main
	ud2
1:	leaq	(NABLA_WAIT_OFF + NABLA_WAIT_SIZE)(%rax), %rsp
	call	probe_member
	ud2

	.macro	set_arguments
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	.endm

/* long stub(nr, a, b, c, d, e, f), from the address that the note names */
	.globl stub
stub:
	set_arguments
	syscall
stub_ip:
	ret

/* the same from another address */
	.globl elsewhere, elsewhere_ip
elsewhere:
	set_arguments
	syscall
elsewhere_ip:
	ret

/* the same number and arguments by the gate for 32-bit programs */
	.globl foreign, foreign_ip
foreign:
	pushq	%rbx
	movq	%rdi, %rax
	movq	%rsi, %rbx
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%rsi, %rcx
	int	$0x80
foreign_ip:
	popq	%rbx
	ret

/* the same by the tender's instruction, never to return */
	.globl enter
enter:
	set_arguments
	movq	enter_ip(%rip), %r11
	subq	$2, %r11
	jmp	*%r11

/* void signal_entry(sig, info, context), on the alternate stack */
	.globl signal_entry
signal_entry:
	call	probe_signal
	ud2

/*
 * void resume(context): by a jump, since the host takes no rt_sigreturn.  Below
 * the interrupted stack pointer there is nothing: no red zone.
 */
	.globl resume
resume:
	movq	160(%rdi), %rsp
	pushq	168(%rdi)
	pushq	176(%rdi)
	pushq	104(%rdi)
	movq	40(%rdi), %r8
	movq	48(%rdi), %r9
	movq	56(%rdi), %r10
	movq	64(%rdi), %r11
	movq	72(%rdi), %r12
	movq	80(%rdi), %r13
	movq	88(%rdi), %r14
	movq	96(%rdi), %r15
	movq	112(%rdi), %rsi
	movq	120(%rdi), %rbp
	movq	128(%rdi), %rbx
	movq	136(%rdi), %rdx
	movq	144(%rdi), %rax
	movq	152(%rdi), %rcx
	popq	%rdi
	popfq
	ret

	.globl restorer
restorer:
	movl	$15, %eax
	syscall
	ud2

	.globl fs_base
fs_base:
	rdfsbase %rax
	ret

	.globl gs_base
gs_base:
	rdgsbase %rax
	ret

	.section .note.nabla, "a"
	.balign	4
	.long	2f - 1f, 4f - 3f, 1
1:	.asciz	"Nabla"
2:	.balign	4
3:	.long	NABLA_ABI, 0
	.quad	start, signal_entry, restorer, stub_ip, image_end
4:	.balign	4

	.bss
	.balign	8
enter_ip:
	.skip	8
	.balign	16
	.skip	16384
stack_end:
	.section .note.GNU-stack, "", @progbits
