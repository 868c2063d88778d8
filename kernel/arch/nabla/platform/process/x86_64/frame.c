// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the host's signal frame to ours.  Runs on the alternate stack, with the
 * program's floating-point registers live, and touches nothing but the two.
 */
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <asm/entry.h>
#include <asm/ucontext.h>

extern char nabla_fast_syscall[];

#define X86_TRAP_PF	14

/*
 * The stack to go on with: the task's from user mode, the interrupted one from
 * kernel mode.  Where that is not the kernel's to use (the alternate stack itself;
 * the ends of nabla_fast_syscall, which run on the program's) stay where we are.
 */
static struct nabla_frame *frame_place(const struct sigcontext *sc,
				       struct nabla_frame *spare)
{
	/* A single step that ends at the kernel's door is the program's too. */
	if (nabla_in_program(sc->ip, sc->sp) ||
	    sc->ip == (unsigned long)nabla_fast_syscall)
		return container_of(task_pt_regs(current), struct nabla_frame,
				    regs);
	if (sc->sp < NABLA_RAM)
		return spare;
	return (void *)round_down(sc->sp - sizeof(struct nabla_frame), 16);
}

static void copy_regs(struct pt_regs *regs, const struct sigcontext *sc)
{
	regs->r15 = sc->r15;
	regs->r14 = sc->r14;
	regs->r13 = sc->r13;
	regs->r12 = sc->r12;
	regs->bp = sc->bp;
	regs->bx = sc->bx;
	regs->r11 = sc->r11;
	regs->r10 = sc->r10;
	regs->r9 = sc->r9;
	regs->r8 = sc->r8;
	regs->ax = sc->ax;
	regs->cx = sc->cx;
	regs->dx = sc->dx;
	regs->si = sc->si;
	regs->di = sc->di;
	regs->orig_ax = -1;
	regs->ip = sc->ip;
	regs->cs = sc->cs;
	regs->flags = sc->flags;
	regs->sp = sc->sp;
	regs->ss = NABLA_USER_SS;
}

static void copy_trap(struct nabla_trap *trap, const siginfo_t *info,
		      const struct sigcontext *sc)
{
	trap->code = info->si_code;
	trap->value = info->si_int;
	trap->addr = sc->cr2;
	trap->nr = sc->trapno;
	trap->error = sc->err;
	/* With a signal of no fault the context has the last one before it. */
	trap->page = sc->trapno == X86_TRAP_PF &&
		     (trap->sig == HOST_SIGSEGV || trap->sig == HOST_SIGBUS);
	trap->write = sc->err & 2;
	trap->exec = sc->err & 16;
	if (trap->sig == HOST_SIGSYS) {
		trap->nr = info->si_syscall;
		trap->error = info->si_arch;
	}
}

struct nabla_frame *nabla_signal_frame(int sig, const siginfo_t *info,
				       const struct ucontext *uc,
				       struct nabla_frame *spare)
{
	struct nabla_frame *frame = frame_place(&uc->uc_mcontext, spare);

	frame->trap.sig = sig;
	copy_trap(&frame->trap, info, &uc->uc_mcontext);
	copy_regs(&frame->regs, &uc->uc_mcontext);
	return frame;
}
