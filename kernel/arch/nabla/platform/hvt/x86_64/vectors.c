// SPDX-License-Identifier: GPL-2.0-only
/* What has stopped the processor, in the words that the rest of the kernel has. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <asm/cpu_regs.h>
#include <asm/fpu.h>
#include <asm/ptrace.h>
#include <asm/selectors.h>
#include "../kernel/entry.h"
#include "timer.h"
#include "vectors.h"

enum {
	DE, DB, NMI, BP, OF, BR, UD, NM, DF, TS = 10, NP, SS, GP, PF, MF = 16,
	AC, MC, XF,
};

#define PF_PRESENT	1
#define PF_WRITE	2
#define PF_RESERVED	8
#define PF_FETCH	16

#define DR6_STEP	(1 << 14)
#define DR6_IDLE	0xffff0ff0UL

#define FXSAVE_SWD	2
#define FXSAVE_MXCSR	24
#define MXCSR_MASKS	7	/* the masks are the flags' bits, so much higher */

#define GATE		0x8e00	/* present, interrupt gate */
#define GATE_PROGRAMS	0x6000	/* an instruction of theirs may use it */

static void __init set_gate(unsigned int vector, u16 type)
{
	unsigned long at = (unsigned long)nabla_vectors +
			   vector * NABLA_VECTOR_SIZE;

	nabla_idt[vector] = (struct nabla_gate) {
		.low = at, .middle = at >> 16, .high = at >> 32,
		.selector = NABLA_KERNEL_CS, .type = GATE | type,
	};
}

void __init nabla_vectors_init(void)
{
	unsigned int i;

	for (i = 0; i < NABLA_VECTORS; i++)
		set_gate(i, 0);
	set_gate(BP, GATE_PROGRAMS);
	set_gate(OF, GATE_PROGRAMS);
	set_gate(DF, IST_DF);
}

/* Flags of MXCSR and of the x87 status word are alike. */
static int float_code(unsigned int flags)
{
	if (flags & 0x01)
		return FPE_FLTINV;
	if (flags & 0x04)
		return FPE_FLTDIV;
	if (flags & 0x08)
		return FPE_FLTOVF;
	if (flags & 0x12)
		return FPE_FLTUND;
	return flags & 0x20 ? FPE_FLTRES : 0;
}

/* The registers are a program's, and it is the owner. */
static int exception_of_float(unsigned int vector)
{
	const u8 *area = current->thread.fpu;
	u32 flags;

	nabla_fpu_save();
	if (vector == XF) {
		flags = *(const u32 *)(area + FXSAVE_MXCSR);
		return float_code(flags & ~(flags >> MXCSR_MASKS) & 0x3f);
	}
	flags = *(const u16 *)(area + FXSAVE_SWD);
	return float_code(flags & ~*(const u16 *)area & 0x3f);
}

static int step_or_other(void)
{
	unsigned long dr6 = read_dr6();

	write_dr6(DR6_IDLE);
	return dr6 & DR6_STEP ? TRAP_TRACE : TRAP_BRKPT;
}

static void set_signal(struct nabla_trap *trap, unsigned int sig, int code)
{
	trap->sig = sig;
	trap->code = code;
}

static void page_fault(struct nabla_trap *trap)
{
	trap->addr = read_cr2();
	trap->page = true;
	trap->write = trap->error & PF_WRITE;
	trap->exec = trap->error & PF_FETCH;
}

static void describe(struct nabla_trap *trap)
{
	set_signal(trap, HOST_SIGSEGV, SI_KERNEL);
	switch (trap->nr) {
	case DE:
		set_signal(trap, HOST_SIGFPE, FPE_INTDIV);
		break;
	case DB:
		set_signal(trap, HOST_SIGTRAP, step_or_other());
		break;
	case BP:
		set_signal(trap, HOST_SIGTRAP, SI_KERNEL);
		break;
	case UD:
		set_signal(trap, HOST_SIGILL, ILL_ILLOPN);
		break;
	case NP:
	case SS:
		set_signal(trap, HOST_SIGBUS, SI_KERNEL);
		break;
	case AC:
		set_signal(trap, HOST_SIGBUS, BUS_ADRALN);
		break;
	case MF:
	case XF:
		set_signal(trap, HOST_SIGFPE, 0);
		break;
	case PF:
		page_fault(trap);
	}
}

/* No program can bring these about: the machine or the kernel is broken. */
static bool is_fatal(const struct pt_regs *regs, const struct nabla_trap *trap)
{
	if (trap->nr == NMI || trap->nr == DF || trap->nr == MC)
		return true;
	if (trap->nr != PF)
		return false;
	/* The kernel has left its text, or a table is none. */
	return (trap->error & PF_RESERVED) || (trap->exec && !user_mode(regs));
}

asmlinkage void nabla_fast_syscall(void);

/*
 * A KVM that carries out syscall by itself may go to the door and forget to change
 * the ring.  The fault there is the call; registers are as the instruction leaves
 * them.  A program that jumps there has made a call, too.
 */
static bool is_syscall(const struct pt_regs *regs, const struct nabla_trap *trap)
{
	return trap->page && trap->exec && user_mode(regs) &&
	       regs->ip == (unsigned long)nabla_fast_syscall;
}

static void serve_syscall(struct pt_regs *regs)
{
	regs->ip = regs->cx;
	regs->flags = regs->r11;
	regs->orig_ax = (int)regs->ax;
	regs->ax = -ENOSYS;
	nabla_enter_syscall(regs);
}

void nabla_vector(struct pt_regs *regs, unsigned int vector)
{
	struct nabla_trap trap = { .nr = vector, .error = regs->orig_ax };

	regs->orig_ax = -1;
	if (vector >= VECTOR_TIMER) {
		if (vector == VECTOR_TIMER)
			nabla_timer_struck();
		nabla_enter_interrupt(regs);
		return;
	}
	describe(&trap);
	if (is_fatal(regs, &trap))
		nabla_die("exception", regs, &trap);
	if (!user_mode(regs)) {
		nabla_enter_kernel(regs, &trap);
	} else if (is_syscall(regs, &trap)) {
		serve_syscall(regs);
	} else {
		if (trap.sig == HOST_SIGFPE && !trap.code)
			trap.code = exception_of_float(vector);
		nabla_enter_user(regs, &trap);
	}
}
