// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame that rt_sigreturn leaves an interruption by.  The vector registers are
 * live, and stay what they are: the host wants to be told all the same.
 */
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/entry.h>
#include <asm/exit.h>
#include <asm/fpu.h>

/*
 * What a program had beyond the vector registers.  The kernel has nothing, and to
 * leave the record out says so.
 */
static u8 *put_sve(const struct pt_regs *regs, u8 *to)
{
	const struct thread_struct *thread = &current->thread;

	if (!user_mode(regs) || !thread->sve_size)
		return to;
	memcpy(to, thread->sve, thread->sve_size);
	return to + thread->sve_size;
}

void nabla_exit_frame(struct pt_regs *regs, struct nabla_exit *exit)
{
	struct ucontext *uc = (struct ucontext *)exit->ucontext;
	struct sigcontext *sc = &uc->uc_mcontext;

	BUILD_BUG_ON(offsetof(struct nabla_exit, fpsimd) % 16);
	BUILD_BUG_ON(sizeof(exit->rest) % 16);
	/* No signal is masked; a stack of no size is none, which is ignored. */
	memset(uc, 0, offsetof(struct ucontext, uc_mcontext));
	memcpy(sc->regs, regs->regs, sizeof(sc->regs));
	sc->sp = regs->sp;
	sc->pc = regs->pc;
	sc->pstate = regs->pstate;
	exit->fpsimd.head.magic = FPSIMD_MAGIC;
	exit->fpsimd.head.size = sizeof(exit->fpsimd);
	exit->fpsimd.fpsr = nabla_fpsr();
	exit->fpsimd.fpcr = nabla_fpcr();
	nabla_v_store(exit->fpsimd.vregs);
	memset(put_sve(regs, exit->rest), 0, sizeof(struct _aarch64_ctx));
}

static bool is_fault(unsigned int sig)
{
	switch (sig) {
	case HOST_SIGSEGV:
	case HOST_SIGBUS:
	case HOST_SIGILL:
	case HOST_SIGFPE:
	case HOST_SIGTRAP:
	case HOST_SIGSYS:
		return true;
	}
	return false;
}

bool nabla_let_in(struct nabla_frame *frame, struct nabla_exit *exit)
{
	struct pt_regs go_on = {
		.sp = (unsigned long)frame,
		.pc = (unsigned long)nabla_let_in_done,
	};

	if (!user_mode(&frame->regs) || is_fault(frame->trap.sig))
		return false;
	nabla_exit_frame(&go_on, exit);
	return true;
}
