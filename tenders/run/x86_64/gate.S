/* SPDX-License-Identifier: ISC */
/*
 * The way into the guest, and the way of every host signal to it; isa.h says
 * what is promised.
 *
 * The signal mask has to be opened before the filter goes on, which allows no
 * call that could do it.  From then on a signal may come between any two
 * instructions, another while the first is being taken, several at once.  What
 * isa_signal does with one follows from the instruction that it found, and from
 * nothing else: no flag, which would be right one instruction too early or too
 * late.
 *
 *	gate		isa_signal, on_pass: the signal before it is still being
 *			taken, and what that one has found is what counts
 *	go		the jump to the guest: ON
 *	off_pass	and isa_enter as far as its seccomp: OFF
 *	on		seccomp has returned: ON if it returned 0, else OFF
 *	failed		the rest of isa_enter: OFF
 *	anywhere else	the guest has been entered, and it is its signal
 *
 * OFF: the filter is not on.  A call that a signal interrupts is found at its
 * instruction if it will be made again, so seccomp has had no effect there.
 * The signal is noted, and rt_sigreturn, which nothing forbids yet, goes on
 * where it was; off_pass runs only there, so a signal that finds it finds the
 * filter off.
 *
 * ON: rt_sigreturn would be trapped, but nothing was left to do but the jump,
 * so the signal is noted and the jump made from here, on the stack that the
 * first signal found: to the host the alternate one is free again.  Each signal
 * still being taken is noted too, since its handler is abandoned.  Noting twice
 * does no harm, so a signal that finds this starts it over.
 *
 * None of this can fault.  A guest that jumps here harms itself only: the
 * filter knows no address of the tender's.
 */
#define __ASSEMBLY__
#include <asm/unistd.h>

#include "tenders/run/gate.h"
#include "tenders/run/x86_64/gate.h"

#define SIG_SETMASK	2
#define MASK_SIZE	8
#define SECCOMP_SET_MODE_FILTER	1

/* The signal rdi, whose number is its bit's and 1. */
	.macro	note
	lea	-1(%rdi), %eax
	movabs	$EARLY_SIGNALS, %rcx
	bts	%rax, (%rcx)
	.endm

	.macro	set_mask mask
	mov	$__NR_rt_sigprocmask, %eax
	mov	$SIG_SETMASK, %edi
	lea	\mask(%rip), %rsi
	xor	%edx, %edx
	mov	$MASK_SIZE, %r10d
	syscall
	.endm

	.section .text.isa_gate, "ax", @progbits
gate:
/*
 * The handler: rdi = signal, rsi = siginfo, rdx = ucontext.  They and rsp stay
 * as they are, so that a signal that finds this can see who is being handled.
 *
 * rax walks to the first frame that is not of this code, r9 follows behind.
 * Once the guest has been entered, it must not see an address of ours in the
 * frame between: this code has done nothing yet, so the first instruction of
 * the guest's handler will do.  The outermost one is mended first, as a mended
 * one ends the walk.
 */
	.globl	isa_signal
	.hidden	isa_signal
isa_signal:
	mov	%rdx, %rax
	xor	%r9d, %r9d
	lea	gate(%rip), %r8
1:	mov	UC_IP(%rax), %rcx
	sub	%r8, %rcx
	cmp	$(gate_end - gate), %rcx
	jae	3f
	cmp	$(go - gate), %rcx
	jae	2f
	mov	%rax, %r9
	mov	UC_DX(%rax), %rax
	jmp	1b
2:	cmp	$(off_pass - gate), %rcx
	jb	on_pass
	cmp	$(on - gate), %rcx
	jb	off_pass
	cmp	$(failed - gate), %rcx
	jae	off_pass
	cmpq	$0, UC_AX(%rax)
	jne	off_pass
	jmp	on_pass
3:	mov	isa_guest_signal(%rip), %rax
	test	%r9, %r9
	jnz	4f
	jmp	*%rax
4:	mov	%rax, UC_IP(%r9)
	jmp	isa_signal

/* rdi and rdx stand for a frame as above, whichever it is by now. */
on_pass:
	note
	mov	UC_IP(%rdx), %rcx
	sub	%r8, %rcx
	cmp	$(go - gate), %rcx
	jae	1f
	mov	UC_DI(%rdx), %rdi
	mov	UC_DX(%rdx), %rdx
	jmp	on_pass
1:	mov	UC_SP(%rdx), %rsp
go:
	jmp	*isa_guest_start(%rip)

off_pass:
	note
	add	$8, %rsp		/* as if returned to the restorer */
	mov	$__NR_rt_sigreturn, %eax
	syscall

/* long isa_enter(const struct sock_fprog *filter) */
	.globl	isa_enter
	.hidden	isa_enter
	.type	isa_enter, @function
isa_enter:
	mov	%rdi, %r8
	set_mask none
	test	%rax, %rax
	jnz	failed
	mov	$__NR_seccomp, %eax
	mov	$SECCOMP_SET_MODE_FILTER, %edi
	xor	%esi, %esi
	mov	%r8, %rdx
	syscall
on:
	test	%rax, %rax
	jz	go
failed:
	mov	%rax, %r8
	set_mask all
	mov	%r8, %rax
	ret
gate_end:
	.size	isa_enter, . - isa_enter

	.section .rodata.isa_gate, "a", @progbits
	.balign	8
none:	.quad	0
all:	.quad	-1

	.section .note.GNU-stack, "", @progbits
