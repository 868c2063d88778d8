/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_HVT_ENTRY_H
#define NABLA_HVT_ENTRY_H

#include <asm/entry.h>

/* Something has stopped a program, or the kernel; from the ISA's code. */
void nabla_enter_user(struct pt_regs *regs, const struct nabla_trap *trap);
void nabla_enter_kernel(struct pt_regs *regs, const struct nabla_trap *trap);
/* The timer has struck. */
void nabla_enter_interrupt(struct pt_regs *regs);
/* A program's system call; its number is in orig_ax (x86_64) or x8. */
void nabla_enter_syscall(struct pt_regs *regs);

/* irq.c: note it if a timer is due. */
void nabla_irq_look(void);

#endif
