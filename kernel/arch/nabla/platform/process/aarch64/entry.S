/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways into the kernel (a host signal, a rewritten system call) and out of it.
 *
 * A signal arrives on the alternate stack, where nothing may stay: its frame is
 * copied to the stack that the kernel goes on with.  It is left by rt_sigreturn on
 * a frame that is built there, since nothing else sets all registers at once.
 *
 * Faults are never masked.  Other signals mask each other from their arrival until
 * they are left, since there is no room for many frames on the alternate stack, and
 * time may go by in leaps (on a virtual machine that others keep waiting).  One that
 * has stopped a program is let in again as soon as the kernel is on the task's
 * stack: what runs next may not be left by rt_sigreturn.  One that arrives while the
 * kernel is on the alternate stack only notes itself.
 */
#include <linux/linkage.h>
#include <asm/callee_saved.h>
#include <asm/ptrace.h>
#include <generated/asm-offsets.h>

#define NR_rt_sigreturn	139

	.text

/* long nabla_host_call(nr, a, b, c, d, e, f): the one real system call */
SYM_FUNC_START(nabla_host_call)
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
SYM_INNER_LABEL(nabla_host_call_ip, SYM_L_GLOBAL)
	ret
SYM_FUNC_END(nabla_host_call)

/*
 * sp -> struct nabla_exit: become what it says.  The tender looks for these two
 * instructions.
 */
SYM_CODE_START(nabla_restorer)
	mov	x8, #NR_rt_sigreturn
	svc	#0
SYM_CODE_END(nabla_restorer)

/* The handler of all host signals: x0 = signal, x1 = siginfo, x2 = ucontext. */
SYM_CODE_START(nabla_signal)
	hint	#34			/* bti c */
	sub	sp, sp, #NABLA_FRAME_SIZE	/* where nothing better is found */
	mov	x3, sp
	bl	nabla_signal_frame
	mov	sp, x0
	sub	sp, sp, #EXIT_SIZE
	mov	x1, sp
	bl	nabla_let_in
	cbnz	w0, nabla_restorer
	add	sp, sp, #EXIT_SIZE
SYM_INNER_LABEL(nabla_let_in_done, SYM_L_GLOBAL)
	mov	x0, sp
	bl	nabla_entry
	add	sp, sp, #FRAME_REGS
SYM_INNER_LABEL(nabla_restore, SYM_L_GLOBAL)
	/* sp -> struct pt_regs: become what it says. */
	mov	x0, sp
	sub	sp, sp, #EXIT_SIZE
	mov	x1, sp
	bl	nabla_exit_frame
	b	nabla_restorer
SYM_CODE_END(nabla_signal)

/*
 * From a stub that replaces a system-call instruction: w8 = number, x16 = where to
 * go on, x17 free; the program's x16 and x17 lie below its stack pointer, where the
 * stub takes them back from.  Until sp is ours, and from the moment it is the
 * program's again, a signal finds neither a kernel stack nor a program: see
 * nabla_signal_frame().
 */
SYM_CODE_START(nabla_fast_syscall)
	adrp	x17, nabla_stack_top
	ldr	x17, [x17, :lo12:nabla_stack_top]
	sub	x17, x17, #PT_SIZE
	stp	x0, x1, [x17, #PT_REGS + 8 * 0]
	stp	x2, x3, [x17, #PT_REGS + 8 * 2]
	stp	x4, x5, [x17, #PT_REGS + 8 * 4]
	stp	x6, x7, [x17, #PT_REGS + 8 * 6]
	stp	x8, x9, [x17, #PT_REGS + 8 * 8]
	stp	x10, x11, [x17, #PT_REGS + 8 * 10]
	stp	x12, x13, [x17, #PT_REGS + 8 * 12]
	stp	x14, x15, [x17, #PT_REGS + 8 * 14]
	stp	x18, x19, [x17, #PT_REGS + 8 * 18]
	stp	x20, x21, [x17, #PT_REGS + 8 * 20]
	stp	x22, x23, [x17, #PT_REGS + 8 * 22]
	stp	x24, x25, [x17, #PT_REGS + 8 * 24]
	stp	x26, x27, [x17, #PT_REGS + 8 * 26]
	stp	x28, x29, [x17, #PT_REGS + 8 * 28]
	str	x30, [x17, #PT_REGS + 8 * 30]
	mov	x0, sp
	str	x0, [x17, #PT_SP]
	mov	sp, x17
	mrs	x1, nzcv
	stp	x16, x1, [sp, #PT_PC]	/* and PT_PSTATE */
	mov	x0, sp
	mov	x29, xzr
	bl	nabla_fast_entry
	/* Has somebody sent it elsewhere, or changed x16, x17 or pstate? */
	ldr	x16, [sp, #PT_PC]
	ldr	x17, [sp, #PT_FAST]
	cmp	x16, x17
	b.ne	nabla_restore
	ldr	x0, [sp, #PT_PSTATE]
	msr	nzcv, x0
	ldp	x0, x1, [sp, #PT_REGS + 8 * 0]
	ldp	x2, x3, [sp, #PT_REGS + 8 * 2]
	ldp	x4, x5, [sp, #PT_REGS + 8 * 4]
	ldp	x6, x7, [sp, #PT_REGS + 8 * 6]
	ldp	x8, x9, [sp, #PT_REGS + 8 * 8]
	ldp	x10, x11, [sp, #PT_REGS + 8 * 10]
	ldp	x12, x13, [sp, #PT_REGS + 8 * 12]
	ldp	x14, x15, [sp, #PT_REGS + 8 * 14]
	ldp	x18, x19, [sp, #PT_REGS + 8 * 18]
	ldp	x20, x21, [sp, #PT_REGS + 8 * 20]
	ldp	x22, x23, [sp, #PT_REGS + 8 * 22]
	ldp	x24, x25, [sp, #PT_REGS + 8 * 24]
	ldp	x26, x27, [sp, #PT_REGS + 8 * 26]
	ldp	x28, x29, [sp, #PT_REGS + 8 * 28]
	ldr	x30, [sp, #PT_REGS + 8 * 30]
	ldr	x17, [sp, #PT_SP]
	mov	sp, x17
	br	x16
SYM_CODE_END(nabla_fast_syscall)

/* nabla_member_switch(sp, to, retire) */
SYM_FUNC_START(nabla_member_switch)
	PUSH_CALLEE_SAVED
	mov	x9, sp
	str	x9, [x0]
	ldr	x9, =NABLA_WAIT_STACK
	mov	sp, x9
	mov	w0, w1
	mov	w1, w2
	bl	nabla_baton_leave
	brk	#0
SYM_FUNC_END(nabla_member_switch)
	.ltorg

/* nabla_member_resume(sp) */
SYM_FUNC_START(nabla_member_resume)
	mov	sp, x0
	POP_CALLEE_SAVED
	ret
SYM_FUNC_END(nabla_member_resume)
