/* SPDX-License-Identifier: GPL-2.0-only */
/* Between kernel/tasks.c, which makes and switches tasks, and the ISA's process.c. */
#ifndef _ASM_NABLA_TASKS_H
#define _ASM_NABLA_TASKS_H

#include <linux/linkage.h>

struct kernel_clone_args;
struct pt_regs;
struct task_struct;

/* The platform's, for its entry.S: the top of the current task's kernel stack. */
extern unsigned long nabla_stack_top;

/* entry.S: go on with @next's stack; returns, on it, who went before. */
asmlinkage struct task_struct *nabla_switch_stack(struct task_struct *prev,
						  struct task_struct *next);
/* entry.S: where a new task begins. */
asmlinkage void nabla_ret_from_fork(void);

/*
 * The ISA's: put below @regs what nabla_switch_stack() takes back when the task first
 * runs, so that it goes on at nabla_ret_from_fork() with fn (or NULL) and its
 * argument.  Returns the stack pointer.
 */
unsigned long nabla_first_stack(struct pt_regs *regs,
				const struct kernel_clone_args *args);
/* The ISA's: a child's registers, a copy of its parent's, become its own. */
void nabla_child_registers(struct task_struct *child, struct pt_regs *regs,
			   const struct kernel_clone_args *args);

#endif
