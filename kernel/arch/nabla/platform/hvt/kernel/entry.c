// SPDX-License-Identifier: GPL-2.0-only
/*
 * Into the kernel, once the ISA's code knows why.  Invariant: Linux's interrupts are
 * disabled while a program runs and whenever the ISA's entry code does.
 */
#include <linux/entry-common.h>
#include <linux/sched.h>
#include <asm/irq.h>
#include "entry.h"

void nabla_enter_user(struct pt_regs *regs, const struct nabla_trap *trap)
{
	irqentry_enter_from_user_mode(regs);
	nabla_irq_look();
	nabla_user_trap(regs, trap);
	irqentry_exit_to_user_mode(regs);
}

void nabla_enter_kernel(struct pt_regs *regs, const struct nabla_trap *trap)
{
	nabla_kernel_trap(regs, trap);
}

/* Of a program alone: the kernel is not interrupted. */
void nabla_enter_interrupt(struct pt_regs *regs)
{
	if (!user_mode(regs)) {
		nabla_irq_note();
		return;
	}
	irqentry_enter_from_user_mode(regs);
	nabla_irq_interrupt(regs);
	irqentry_exit_to_user_mode(regs);
}

/* What is noted is served as soon as the generic entry enables interrupts. */
void nabla_enter_syscall(struct pt_regs *regs)
{
	nabla_irq_look();
	nabla_syscall(regs);
}
