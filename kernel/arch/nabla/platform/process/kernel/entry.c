// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a host signal means, by where it struck.  A program's system calls, faults
 * and preemption leave through the generic exit path; the kernel itself is only
 * ever interrupted by faults on user memory and by the timer.
 *
 * Invariant: interrupts are disabled while a program runs and whenever the ISA's
 * entry code does.
 */
#include <linux/entry-common.h>
#include <linux/sched.h>
#include <asm/baton.h>
#include <asm/entry.h>
#include <asm/irq.h>
#include <asm/irq_regs.h>
#include <asm/tasks.h>
#include "../../../tests/hooks.h"

unsigned long nabla_stack_top;

static void user_entry(struct pt_regs *regs, const struct nabla_trap *trap)
{
	irqentry_enter_from_user_mode(regs);
	nabla_test_entry();
	switch (trap->sig) {
	case HOST_SIGVTALRM:
		nabla_baton_tick();
		nabla_irq_interrupt(regs);
		break;
	case HOST_SIGSEGV:
	case HOST_SIGBUS:
	case HOST_SIGILL:
	case HOST_SIGFPE:
	case HOST_SIGTRAP:
	case HOST_SIGSYS:
		nabla_user_trap(regs, trap);
		break;
	default:
		nabla_note_host_signal(trap->sig);
		nabla_irq_interrupt(regs);
	}
	irqentry_exit_to_user_mode(regs);
}

static void kernel_entry(struct nabla_frame *frame)
{
	struct pt_regs *regs = &frame->regs;
	struct nabla_irq_state *irq = this_cpu_ptr(&nabla_irq_state);
	bool on_stack = nabla_on_kernel_stack((unsigned long)frame);

	switch (frame->trap.sig) {
	case HOST_SIGSEGV:
	case HOST_SIGBUS:
	case HOST_SIGILL:
	case HOST_SIGFPE:
	case HOST_SIGTRAP:
	case HOST_SIGSYS:
		nabla_kernel_trap(regs, &frame->trap);
		return;
	case HOST_SIGVTALRM:
		break;
	default:
		nabla_note_host_signal(frame->trap.sig);
		if (!on_stack)
			nabla_baton_ring();
	}
	if (on_stack && irq->enabled)
		nabla_irq_interrupt(regs);
	else
		nabla_irq_note();
}

void nabla_entry(struct nabla_frame *frame)
{
	if (frame->trap.sig == NABLA_SIG_DEATH ||
	    frame->trap.sig == NABLA_SIG_ZYGOTE)
		nabla_baton_signal(frame->trap.sig, frame->trap.value);
	if (!user_mode(&frame->regs))
		kernel_entry(frame);
	else if (!nabla_syscall_trap(&frame->regs, &frame->trap))
		user_entry(&frame->regs, &frame->trap);
}
