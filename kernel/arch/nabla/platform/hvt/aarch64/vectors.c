// SPDX-License-Identifier: GPL-2.0-only
/* What has stopped the processor, in the words that the rest of the kernel has. */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <asm/esr.h>
#include <asm/ptrace.h>
#include <asm/sysregs.h>
#include "../kernel/entry.h"
#include "timer.h"
#include "vectors.h"

#define INSN_SIZE	4

static struct nabla_trap why(void)
{
	unsigned long esr = read_sysreg(esr_el1);

	return (struct nabla_trap) {
		.nr = esr >> ESR_CLASS_SHIFT & 63,
		.error = esr,
		.addr = read_sysreg(far_el1),
	};
}

static void set_signal(struct nabla_trap *trap, unsigned int sig, int code,
		       unsigned long addr)
{
	trap->sig = sig;
	trap->code = code;
	trap->addr = addr;
}

static bool is_page_fault(const struct nabla_trap *trap)
{
	switch (trap->error & ESR_FAULT_TYPE) {
	case ESR_FAULT_TRANSLATION:
	case ESR_FAULT_ACCESS:
	case ESR_FAULT_PERMISSION:
		return true;
	}
	return false;
}

/* The highest byte of an address means nothing. */
static void describe_abort(struct nabla_trap *trap)
{
	unsigned long addr = sign_extend64(trap->addr, 55);
	bool exec = trap->nr == ESR_FETCH_ABORT ||
		    trap->nr == ESR_FETCH_ABORT_KERNEL;

	set_signal(trap, HOST_SIGSEGV, SEGV_MAPERR, addr);
	trap->page = is_page_fault(trap);
	trap->exec = exec;
	/* Cache maintenance counts as writing, but only reads. */
	trap->write = !exec &&
		      (trap->error & (ESR_WRITE | ESR_CACHE)) == ESR_WRITE;
	if (!trap->page)
		set_signal(trap, HOST_SIGBUS,
			   (trap->error & ESR_FAULT_STATUS) ==
			   ESR_FAULT_ALIGNMENT ? BUS_ADRALN : BUS_OBJERR, addr);
}

/* Signal frames tell the syndrome of those alone that have to do with an address. */
static void describe(struct nabla_trap *trap, const struct pt_regs *regs)
{
	switch (trap->nr) {
	case ESR_FETCH_ABORT:
	case ESR_FETCH_ABORT_KERNEL:
	case ESR_DATA_ABORT:
	case ESR_DATA_ABORT_KERNEL:
		describe_abort(trap);
		return;
	case ESR_PC_ALIGNMENT:
		set_signal(trap, HOST_SIGBUS, BUS_ADRALN, trap->addr);
		return;
	case ESR_SP_ALIGNMENT:
		set_signal(trap, HOST_SIGBUS, BUS_ADRALN, regs->sp);
		return;
	case ESR_FLOAT:
		set_signal(trap, HOST_SIGFPE, FPE_FLTUNK, regs->pc);
		break;
	case ESR_STEP:
		set_signal(trap, HOST_SIGTRAP, TRAP_TRACE, regs->pc);
		break;
	case ESR_BREAKPOINT:
		set_signal(trap, HOST_SIGTRAP, TRAP_BRKPT, regs->pc);
		break;
	default:
		set_signal(trap, HOST_SIGILL, ILL_ILLOPC, regs->pc);
	}
	if (user_mode(regs))
		trap->error = 0;
}

/* A program waits: others may have what it waits for, and no interrupt will come. */
static void serve_wait(struct pt_regs *regs)
{
	regs->pc += INSN_SIZE;
	set_tsk_need_resched(current);
	nabla_enter_interrupt(regs);
}

static void program_has_trapped(struct pt_regs *regs)
{
	struct nabla_trap trap = why();

	switch (trap.nr) {
	case ESR_SYSCALL:
		nabla_enter_syscall(regs);
		return;
	case ESR_WAIT:
		serve_wait(regs);
		return;
	}
	describe(&trap, regs);
	nabla_enter_user(regs, &trap);
}

void nabla_from_program(struct pt_regs *regs, unsigned int kind)
{
	struct nabla_trap trap;

	regs->orig_x0 = regs->regs[0];
	regs->syscallno = NO_SYSCALL;
	regs->fast = 0;
	switch (kind) {
	case VECTOR_SYNC:
		program_has_trapped(regs);
		return;
	case VECTOR_IRQ:
		nabla_timer_struck();
		nabla_enter_interrupt(regs);
		return;
	}
	trap = why();
	nabla_die("exception", regs, &trap);
}

/* The kernel has left its text, or stops at what no program can bring about. */
void nabla_from_kernel(struct pt_regs *regs, unsigned int kind)
{
	struct nabla_trap trap = why();

	describe(&trap, regs);
	if (kind != VECTOR_SYNC || trap.nr == ESR_FETCH_ABORT_KERNEL)
		nabla_die("exception", regs, &trap);
	nabla_enter_kernel(regs, &trap);
}

void nabla_stack_lost(unsigned long sp)
{
	static struct pt_regs regs;
	struct nabla_trap trap = why();

	regs.pc = read_sysreg(elr_el1);
	regs.pstate = read_sysreg(spsr_el1);
	regs.sp = sp;
	nabla_die("the stack is gone", &regs, &trap);
}
