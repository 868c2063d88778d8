// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signal frames as aarch64 programs know them: siginfo, ucontext with a list of
 * records, and above them a link in the chain of stack frames.
 */
#include <linux/entry-common.h>
#include <linux/resume_user_mode.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/elf.h>
#include <asm/fpu.h>
#include <asm/rewrite.h>
#include <asm/syscall.h>
#include <asm/ucontext.h>
#include <asm/vdso.h>
#include <asm/vdso/sigreturn.h>

#define SVC_SIZE	4

struct rt_sigframe {
	struct siginfo info;
	struct ucontext uc;
};

struct stack_link {
	u64 fp, lr;
};

/* ---- records ---- */

static u8 __user *put_record(u8 __user *to, const void *record, size_t size,
			     int *err)
{
	*err |= __copy_to_user(to, record, size) ? -EFAULT : 0;
	return to + size;
}

static u8 __user *put_fpsimd(u8 __user *to, int *err)
{
	const struct user_fpsimd_state *state = &current->thread.fpsimd;
	struct fpsimd_context __user *ctx = (void __user *)to;
	struct fpsimd_context head = { .head = { FPSIMD_MAGIC, sizeof(*ctx) } };

	nabla_fpu_save();
	head.fpsr = state->fpsr;
	head.fpcr = state->fpcr;
	put_record(to, &head, offsetof(struct fpsimd_context, vregs), err);
	return put_record((u8 __user *)ctx->vregs, state->vregs,
			  sizeof(state->vregs), err);
}

static int put_records(u8 __user *to)
{
	const struct thread_struct *thread = &current->thread;
	const struct esr_context esr = {
		.head = { ESR_MAGIC, sizeof(esr) },
		.esr = thread->fault_code,
	};
	const struct _aarch64_ctx end = { 0, 0 };
	int err = 0;

	to = put_fpsimd(to, &err);
	if (thread->fault_code)
		to = put_record(to, &esr, sizeof(esr), &err);
	if (thread->sve_size)
		to = put_record(to, thread->sve, thread->sve_size, &err);
	put_record(to, &end, sizeof(end), &err);
	return err;
}

/* Where a program's frame has its records, and what was found there. */
struct records {
	const u8 __user *at;
	unsigned long left;
	bool extra;
	const u8 __user *fpsimd, *sve;
	u32 sve_size;
};

/* The rest of the records lies somewhere else. */
static int follow_extra(struct records *r, const u8 __user *at)
{
	struct extra_context extra;

	if (r->extra || copy_from_user(&extra, at, sizeof(extra)))
		return -EFAULT;
	r->extra = true;
	r->at = (const u8 __user *)extra.datap;
	r->left = extra.size;
	return extra.datap % 16 || !access_ok(r->at, r->left) ? -EFAULT : 0;
}

/* 1: that was the last. */
static int next_record(struct records *r)
{
	const u8 __user *at = r->at;
	struct _aarch64_ctx head;

	if (r->left < sizeof(head) || copy_from_user(&head, at, sizeof(head)))
		return -EFAULT;
	if (!head.magic)
		return head.size ? -EFAULT : 1;
	if (head.size < sizeof(head) || head.size > r->left || head.size % 16)
		return -EFAULT;
	r->at += head.size;
	r->left -= head.size;
	switch (head.magic) {
	case FPSIMD_MAGIC:
		r->fpsimd = head.size == sizeof(struct fpsimd_context) &&
			    !r->fpsimd ? at : NULL;
		return r->fpsimd ? 0 : -EFAULT;
	case SVE_MAGIC:
		r->sve = at;
		r->sve_size = head.size;
		return 0;
	case EXTRA_MAGIC:
		return head.size == sizeof(struct extra_context) ?
			follow_extra(r, at) : -EFAULT;
	case ESR_MAGIC:
		return 0;
	}
	return -EFAULT;
}

static int take_fpsimd(const u8 __user *from)
{
	struct user_fpsimd_state *state = &current->thread.fpsimd;
	struct fpsimd_context ctx;

	if (copy_from_user(&ctx, from, sizeof(ctx)))
		return -EFAULT;
	nabla_fpu_save();		/* for the thread pointer */
	memcpy(state->vregs, ctx.vregs, sizeof(state->vregs));
	state->fpsr = ctx.fpsr;
	state->fpcr = ctx.fpcr;
	nabla_fpu_changed(current);
	return 0;
}

/*
 * The host takes no other vector length than the process has, which is the one in
 * the record that it gave us.
 */
static int take_sve(const u8 __user *from, u32 size)
{
	struct thread_struct *thread = &current->thread;
	const struct sve_context *sve = (const void *)thread->sve;

	thread->sve_size = 0;
	if (!from || size <= sizeof(*sve))
		return 0;
	if (!(nabla_hwcap & HWCAP_SVE) || size > NABLA_SVE_SIZE ||
	    copy_from_user(thread->sve, from, size))
		return -EFAULT;
	if (sve->head.size != size || sve->vl != nabla_sve_vl ||
	    sve->flags & ~SVE_SIG_FLAG_SM ||
	    size < SVE_SIG_CONTEXT_SIZE(nabla_sve_vl / __SVE_VQ_BYTES))
		return -EINVAL;
	thread->sve_size = size;
	return 0;
}

static int take_records(const struct sigcontext __user *sc)
{
	struct records r = { .at = sc->__reserved, .left = sizeof(sc->__reserved) };
	int end;

	do
		end = next_record(&r);
	while (!end);
	if (end < 0 || !r.fpsimd || take_sve(r.sve, r.sve_size))
		return -EFAULT;
	return take_fpsimd(r.fpsimd);
}

/* ---- into a handler ---- */

static int put_registers(struct sigcontext __user *sc, const struct pt_regs *regs)
{
	int err;

	err = __copy_to_user(sc->regs, &regs->user_regs, sizeof(regs->user_regs)) ?
		-EFAULT : 0;
	err |= __put_user(current->thread.fault_address, &sc->fault_address);
	return err | put_records(sc->__reserved);
}

static int fill_frame(struct rt_sigframe __user *frame,
		      struct stack_link __user *link, struct ksignal *ksig,
		      const struct pt_regs *regs)
{
	int err;

	err = __put_user(regs->regs[29], &link->fp);
	err |= __put_user(regs->regs[30], &link->lr);
	err |= __put_user(0, &frame->uc.uc_flags);
	err |= __put_user(NULL, &frame->uc.uc_link);
	err |= __save_altstack(&frame->uc.uc_stack, regs->sp);
	err |= __copy_to_user(&frame->uc.uc_sigmask, sigmask_to_save(),
			      sizeof(sigset_t)) ? -EFAULT : 0;
	err |= copy_siginfo_to_user(&frame->info, &ksig->info);
	return err | put_registers(&frame->uc.uc_mcontext, regs);
}

static unsigned long restorer(const struct ksignal *ksig)
{
	if (ksig->ka.sa.sa_flags & SA_RESTORER)
		return (unsigned long)ksig->ka.sa.sa_restorer;
	return (unsigned long)current->mm->context.vdso + NABLA_VDSO_SIGRETURN;
}

static int setup_frame(struct ksignal *ksig, struct pt_regs *regs)
{
	struct rt_sigframe __user *frame;
	struct stack_link __user *link;

	/* The host could not go on at what is not an address. */
	if ((unsigned long)ksig->ka.sa.sa_handler >= TASK_SIZE)
		return -EFAULT;
	nabla_leave_stub(regs);
	link = (void __user *)round_down(sigsp(regs->sp, ksig) - sizeof(*link), 16);
	frame = (void __user *)((unsigned long)link - sizeof(*frame));
	BUILD_BUG_ON(sizeof(*frame) % 16);
	if (!access_ok(frame, sizeof(*frame) + sizeof(*link)) ||
	    fill_frame(frame, link, ksig, regs))
		return -EFAULT;

	current->thread.sve_size = 0;
	regs->regs[0] = ksig->sig;
	regs->regs[1] = (unsigned long)&frame->info;
	regs->regs[2] = (unsigned long)&frame->uc;
	regs->regs[29] = (unsigned long)link;
	regs->regs[30] = restorer(ksig);
	regs->sp = (unsigned long)frame;
	regs->pc = (unsigned long)ksig->ka.sa.sa_handler;
	regs->pstate &= ~PSR_BTYPE_MASK;
	regs->syscallno = NO_SYSCALL;
	regs->fast = 0;
	return 0;
}

/* ---- and back ---- */

/* Where a signal may have found it, the host's vDSO included. */
static bool may_go_on_at(const struct user_pt_regs *regs)
{
	return regs->pc < BIT(48) && !(regs->pc % 4) &&
	       nabla_in_program(regs->pc, regs->sp);
}

static int take_registers(struct pt_regs *regs,
			  const struct sigcontext __user *sc)
{
	struct user_pt_regs user;

	if (copy_from_user(&user, sc->regs, sizeof(user)) || !may_go_on_at(&user))
		return -EFAULT;
	user.pstate &= NABLA_USER_PSTATE;
	regs->user_regs = user;
	regs->syscallno = NO_SYSCALL;
	regs->fast = 0;
	return take_records(sc);
}

SYSCALL_DEFINE0(rt_sigreturn)
{
	struct pt_regs *regs = current_pt_regs();
	struct rt_sigframe __user *frame = (struct rt_sigframe __user *)regs->sp;
	sigset_t mask;

	current->restart_block.fn = do_no_restart_syscall;
	if (regs->sp % 16 || !access_ok(frame, sizeof(*frame)) ||
	    copy_from_user(&mask, &frame->uc.uc_sigmask, sizeof(mask)))
		goto bad_frame;
	set_current_blocked(&mask);
	if (take_registers(regs, &frame->uc.uc_mcontext) ||
	    restore_altstack(&frame->uc.uc_stack))
		goto bad_frame;
	return regs->regs[0];

bad_frame:
	force_sig(SIGSEGV);
	return 0;
}

bool arch_syscall_is_vdso_sigreturn(struct pt_regs *regs)
{
	return regs->pc == (unsigned long)current->mm->context.vdso +
			   NABLA_VDSO_SIGRETURN + 2 * SVC_SIZE;
}

/* ---- what becomes of an interrupted system call ---- */

static bool in_syscall(const struct pt_regs *regs)
{
	return regs->syscallno != NO_SYSCALL;
}

static void restart_syscall_insn(struct pt_regs *regs)
{
	regs->regs[0] = regs->orig_x0;
	regs->pc -= SVC_SIZE;
}

static void restart_after_handler(struct ksignal *ksig, struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTARTSYS:
		if (ksig->ka.sa.sa_flags & SA_RESTART) {
			restart_syscall_insn(regs);
			break;
		}
		fallthrough;
	case -ERESTART_RESTARTBLOCK:
	case -ERESTARTNOHAND:
		regs->regs[0] = -EINTR;
		break;
	case -ERESTARTNOINTR:
		restart_syscall_insn(regs);
		break;
	}
}

static void restart_without_handler(struct pt_regs *regs)
{
	switch (syscall_get_error(current, regs)) {
	case -ERESTART_RESTARTBLOCK:
		regs->regs[8] = __NR_restart_syscall;
		fallthrough;
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		restart_syscall_insn(regs);
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
