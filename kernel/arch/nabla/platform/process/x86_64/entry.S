/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways into the kernel (a host signal, a rewritten system call) and out of it.
 *
 * A signal arrives on the alternate stack, where nothing may stay: its frame is
 * copied to the stack that the kernel goes on with, which is left by iretq, so
 * that no rt_sigreturn is needed.  Signals are not masked; one that arrives while
 * the kernel is on the alternate stack only notes itself.
 */
#include <linux/linkage.h>
#include <asm/gprs.h>
#include <asm/ptrace.h>
#include <generated/asm-offsets.h>

	.text

/* long nabla_host_call(nr, a, b, c, d, e, f): the one real system call */
SYM_FUNC_START(nabla_host_call)
	mov	%rdi, %rax
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	%rcx, %rdx
	mov	%r8, %r10
	mov	%r9, %r8
	mov	8(%rsp), %r9
	syscall
SYM_INNER_LABEL(nabla_host_call_ip, SYM_L_GLOBAL)
	ret
SYM_FUNC_END(nabla_host_call)

/*
 * The handler of all host signals: rdi = signal, rsi = siginfo, rdx = ucontext.
 * The host has reset the floating-point registers: put back what they held.
 */
SYM_CODE_START(nabla_signal)
	push	$X86_EFLAGS_FIXED	/* without the program's DF, AC, NT */
	popfq
	mov	%rdx, %rbx
	mov	UC_FPSTATE(%rdx), %rcx
	mov	nabla_xfeatures(%rip), %eax
	xor	%edx, %edx
	xrstor64 (%rcx)
	mov	%rbx, %rdx
	sub	$NABLA_FRAME_SIZE, %rsp	/* where nothing better is found */
	and	$~15, %rsp
	mov	%rsp, %rcx
	call	nabla_signal_frame
	mov	%rax, %rsp
	mov	%rax, %rdi
	call	nabla_entry
	add	$FRAME_REGS, %rsp
	jmp	nabla_restore
SYM_CODE_END(nabla_signal)

/* rsp -> struct pt_regs: become what it says. */
SYM_CODE_START(nabla_restore)
	POP_GPRS_BUT_ORIG_AX
	add	$8, %rsp		/* orig_ax */
	iretq
SYM_CODE_END(nabla_restore)

/*
 * From a stub that replaces a system-call instruction: rax = number, rcx = where
 * to go on, r11 free as after any system call; the rest is the program's.  Until
 * rsp is ours, and from the moment it is the program's again, a signal finds
 * neither a kernel stack nor a program: see nabla_signal_frame().
 */
SYM_CODE_START(nabla_fast_syscall)
	mov	%rsp, %r11
	mov	nabla_stack_top(%rip), %rsp
	push	$NABLA_USER_SS
	push	%r11
	pushfq
	cld
	mov	(%rsp), %r11
	test	$(X86_EFLAGS_AC | X86_EFLAGS_NT), %r11d
	jnz	2f
1:
	push	$NABLA_USER_CS
	push	%rcx			/* ip */
	push	%rax			/* orig_ax */
	PUSH_GPRS ax=$-38		/* -ENOSYS, should nobody change it */
	mov	%rsp, %rdi
	sub	$8, %rsp
	call	nabla_syscall
	add	$8, %rsp
	/* As the instruction leaves it: rcx = ip, r11 = flags.  Else: in full. */
	mov	PT_IP(%rsp), %rcx
	cmp	PT_CX(%rsp), %rcx
	jne	nabla_restore
	mov	PT_FLAGS(%rsp), %r11
	cmp	PT_R11(%rsp), %r11
	jne	nabla_restore
	test	$X86_EFLAGS_TF, %r11d	/* popfq would step us, not the program */
	jnz	nabla_restore
	POP_GPRS_BUT_RCX_R11
	add	$16, %rsp		/* ip, cs */
	popfq
	mov	(%rsp), %rsp
	jmp	*%rcx
	/* The kernel is not written for alignment checks, nor iretq for NT. */
2:	push	$X86_EFLAGS_FIXED
	popfq
	jmp	1b
SYM_CODE_END(nabla_fast_syscall)

/* nabla_member_switch(sp, to, retire) */
SYM_FUNC_START(nabla_member_switch)
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, (%rdi)
	movabs	$NABLA_WAIT_STACK, %rsp
	mov	%esi, %edi
	mov	%edx, %esi
	call	nabla_baton_leave
	ud2
SYM_FUNC_END(nabla_member_switch)

/* nabla_member_resume(sp) */
SYM_FUNC_START(nabla_member_resume)
	mov	%rdi, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
SYM_FUNC_END(nabla_member_resume)
