// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signal frames as x86_64 programs know them: return address, ucontext, siginfo,
 * and above them an XSAVE area that is announced by two magic numbers.
 */
#include <linux/entry-common.h>
#include <linux/resume_user_mode.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/fpu.h>
#include <asm/rewrite.h>
#include <asm/syscall.h>
#include <asm/ucontext.h>

#define RED_ZONE		128
#define SYSCALL_INSN_SIZE	2

#define XFEATURE_FP_SSE		3UL
#define XSTATE_MIN		576	/* FXSAVE area and XSAVE header */
#define OFFSET_MXCSR		24
#define OFFSET_SW_BYTES		464	/* struct _fpx_sw_bytes */
#define OFFSET_XSTATE_BV	512
#define OFFSET_XCOMP_BV		520
#define XSAVE_HEADER_REST	56
#define MXCSR_MASK		0xffffU

struct nabla_ucontext {
	unsigned long uc_flags;
	struct ucontext __user *uc_link;
	stack_t uc_stack;
	struct sigcontext uc_mcontext;
	sigset_t uc_sigmask;
};

struct rt_sigframe {
	char __user *pretcode;
	struct nabla_ucontext uc;
	struct siginfo info;
};

static void save_sigcontext(struct sigcontext *sc, const struct pt_regs *regs,
			    void __user *fpstate)
{
	memset(sc, 0, sizeof(*sc));
	sc->r8 = regs->r8;
	sc->r9 = regs->r9;
	sc->r10 = regs->r10;
	sc->r11 = regs->r11;
	sc->r12 = regs->r12;
	sc->r13 = regs->r13;
	sc->r14 = regs->r14;
	sc->r15 = regs->r15;
	sc->di = regs->di;
	sc->si = regs->si;
	sc->bp = regs->bp;
	sc->bx = regs->bx;
	sc->dx = regs->dx;
	sc->ax = regs->ax;
	sc->cx = regs->cx;
	sc->sp = regs->sp;
	sc->ip = nabla_ip_to_program(regs->ip);
	sc->flags = regs->flags;
	sc->cs = NABLA_USER_CS;
	sc->ss = NABLA_USER_SS;
	sc->err = current->thread.error_code;
	sc->trapno = current->thread.trap_nr;
	sc->cr2 = current->thread.cr2;
	sc->oldmask = sigmask_to_save()->sig[0];
	sc->fpstate = (unsigned long)fpstate;
}

static void restore_sigcontext(struct pt_regs *regs, const struct sigcontext *sc)
{
	regs->r8 = sc->r8;
	regs->r9 = sc->r9;
	regs->r10 = sc->r10;
	regs->r11 = sc->r11;
	regs->r12 = sc->r12;
	regs->r13 = sc->r13;
	regs->r14 = sc->r14;
	regs->r15 = sc->r15;
	regs->di = sc->di;
	regs->si = sc->si;
	regs->bp = sc->bp;
	regs->bx = sc->bx;
	regs->dx = sc->dx;
	regs->ax = sc->ax;
	regs->cx = sc->cx;
	regs->sp = sc->sp;
	regs->ip = nabla_ip_from_program(sc->ip);
	regs->flags = (regs->flags & ~NABLA_USER_FLAGS) |
		      (sc->flags & NABLA_USER_FLAGS);
	regs->orig_ax = -1;
}

/* The live floating-point state, as an XSAVE area with its magic numbers. */
static int save_xstate(u8 __user *to)
{
	u8 *area = current->thread.fpu;
	struct _fpx_sw_bytes sw = {
		.magic1 = FP_XSTATE_MAGIC1,
		.extended_size = nabla_xsave_size + FP_XSTATE_MAGIC2_SIZE,
		.xfeatures = nabla_xfeatures,
		.xstate_size = nabla_xsave_size,
	};

	nabla_fpu_save();
	memcpy(area + OFFSET_SW_BYTES, &sw, sizeof(sw));
	if (__copy_to_user(to, area, nabla_xsave_size))
		return -EFAULT;
	return __put_user(FP_XSTATE_MAGIC2, (u32 __user *)(to + nabla_xsave_size));
}

/* How much of an XSAVE area the program's frame really has. */
static unsigned int xstate_size(const u8 __user *from)
{
	struct _fpx_sw_bytes sw;
	u32 magic2;

	if (copy_from_user(&sw, from + OFFSET_SW_BYTES, sizeof(sw)))
		return 0;
	if (sw.magic1 != FP_XSTATE_MAGIC1 || sw.xstate_size < XSTATE_MIN ||
	    sw.xstate_size > nabla_xsave_size)
		return sizeof(struct _fpstate);
	if (get_user(magic2, (u32 __user *)(from + sw.xstate_size)))
		return 0;
	return magic2 == FP_XSTATE_MAGIC2 ? sw.xstate_size :
					    sizeof(struct _fpstate);
}

/* Whatever the program wrote there, XRSTOR must not fault on it. */
static void clean_xstate(u8 *area, unsigned int size)
{
	u64 *xstate_bv = (u64 *)(area + OFFSET_XSTATE_BV);

	*(u32 *)(area + OFFSET_MXCSR) &= MXCSR_MASK;
	if (size < nabla_xsave_size)
		*xstate_bv = XFEATURE_FP_SSE;
	*xstate_bv &= nabla_xfeatures;
	memset(area + OFFSET_XCOMP_BV, 0, XSAVE_HEADER_REST);
}

static int restore_xstate(const u8 __user *from)
{
	u8 *area = current->thread.fpu;
	unsigned int size;

	if (!from) {
		nabla_fpu_init_state(current);
		return 0;
	}
	size = xstate_size(from);
	/* The registers stay the owner's truth until the area is whole. */
	nabla_fpu_save();
	if (!size || copy_from_user(area, from, size)) {
		nabla_fpu_init_state(current);
		return -EFAULT;
	}
	clean_xstate(area, size);
	nabla_xrstor(area);
	return 0;
}

/* Where frame and XSAVE area go: below the red zone, or on the signal stack. */
static struct rt_sigframe __user *frame_address(struct ksignal *ksig,
						struct pt_regs *regs,
						u8 __user **fpstate)
{
	unsigned long sp = sigsp(regs->sp - RED_ZONE, ksig);
	unsigned long fp;

	fp = round_down(sp - nabla_xsave_size - FP_XSTATE_MAGIC2_SIZE, 64);
	*fpstate = (u8 __user *)fp;
	return (struct rt_sigframe __user *)
		(round_down(fp - sizeof(struct rt_sigframe), 16) - 8);
}

static int setup_frame(struct ksignal *ksig, struct pt_regs *regs)
{
	struct rt_sigframe __user *frame;
	struct sigcontext sc;
	u8 __user *fpstate;
	int err;

	/* iretq would fault on what is not an address, and in our name. */
	if ((unsigned long)ksig->ka.sa.sa_handler >= TASK_SIZE)
		return -EFAULT;
	if (!(ksig->ka.sa.sa_flags & SA_RESTORER))
		return -EFAULT;
	frame = frame_address(ksig, regs, &fpstate);
	if (!access_ok(frame, (unsigned long)fpstate + nabla_xsave_size +
			      FP_XSTATE_MAGIC2_SIZE - (unsigned long)frame))
		return -EFAULT;

	err = save_xstate(fpstate);
	save_sigcontext(&sc, regs, fpstate);
	err |= __put_user(ksig->ka.sa.sa_restorer,
			  (__sigrestore_t __user *)&frame->pretcode);
	err |= __put_user(UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
			  &frame->uc.uc_flags);
	err |= __put_user(NULL, &frame->uc.uc_link);
	err |= __save_altstack(&frame->uc.uc_stack, regs->sp);
	err |= __copy_to_user(&frame->uc.uc_mcontext, &sc, sizeof(sc));
	err |= __copy_to_user(&frame->uc.uc_sigmask, sigmask_to_save(),
			      sizeof(sigset_t));
	err |= copy_siginfo_to_user(&frame->info, &ksig->info);
	if (err)
		return -EFAULT;

	/* A handler starts with the rounding of a new program, say. */
	nabla_fpu_init_state(current);
	regs->di = ksig->sig;
	regs->si = (unsigned long)&frame->info;
	regs->dx = (unsigned long)&frame->uc;
	regs->ax = 0;
	regs->ip = (unsigned long)ksig->ka.sa.sa_handler;
	regs->sp = (unsigned long)frame;
	regs->flags &= ~(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
	return 0;
}

/* Where a signal may have found it, the host's vDSO included; iretq can go there. */
static bool may_go_on_at(const struct sigcontext *sc)
{
	return sc->ip < BIT(47) && nabla_in_program(sc->ip, sc->sp);
}

SYSCALL_DEFINE0(rt_sigreturn)
{
	struct pt_regs *regs = current_pt_regs();
	struct rt_sigframe __user *frame;
	struct nabla_ucontext uc;

	/* The handler's ret has popped pretcode. */
	frame = (struct rt_sigframe __user *)(regs->sp - sizeof(long));
	current->restart_block.fn = do_no_restart_syscall;
	if (copy_from_user(&uc, &frame->uc, sizeof(uc)))
		goto bad_frame;
	if (!may_go_on_at(&uc.uc_mcontext))
		goto bad_frame;
	set_current_blocked(&uc.uc_sigmask);
	restore_sigcontext(regs, &uc.uc_mcontext);
	if (restore_xstate((const u8 __user *)uc.uc_mcontext.fpstate))
		goto bad_frame;
	if (restore_altstack(&frame->uc.uc_stack))
		goto bad_frame;
	return regs->ax;

bad_frame:
	force_sig(SIGSEGV);
	return 0;
}

static bool in_syscall(const struct pt_regs *regs)
{
	return (long)regs->orig_ax >= 0;
}

static void restart_syscall_insn(struct pt_regs *regs, unsigned long nr)
{
	regs->ax = nr;
	regs->ip -= SYSCALL_INSN_SIZE;
}

/* A handler will run: what becomes of an interrupted system call? */
static void restart_after_handler(struct ksignal *ksig, struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTARTSYS:
		if (ksig->ka.sa.sa_flags & SA_RESTART) {
			restart_syscall_insn(regs, regs->orig_ax);
			break;
		}
		fallthrough;
	case -ERESTART_RESTARTBLOCK:
	case -ERESTARTNOHAND:
		regs->ax = -EINTR;
		break;
	case -ERESTARTNOINTR:
		restart_syscall_insn(regs, regs->orig_ax);
		break;
	}
}

static void restart_without_handler(struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		restart_syscall_insn(regs, regs->orig_ax);
		break;
	case -ERESTART_RESTARTBLOCK:
		restart_syscall_insn(regs, __NR_restart_syscall);
		break;
	}
}

void arch_do_signal_or_restart(struct pt_regs *regs)
{
	struct ksignal ksig;

	if (get_signal(&ksig)) {
		bool stepping = test_thread_flag(TIF_SINGLESTEP);

		if (in_syscall(regs))
			restart_after_handler(&ksig, regs);
		if (stepping)
			user_disable_single_step(current);
		rseq_signal_deliver(&ksig, regs);
		signal_setup_done(setup_frame(&ksig, regs), &ksig, stepping);
		return;
	}
	if (in_syscall(regs))
		restart_without_handler(regs);
	restore_saved_sigmask();
}
