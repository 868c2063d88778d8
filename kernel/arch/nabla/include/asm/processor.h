/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PROCESSOR_H
#define _ASM_NABLA_PROCESSOR_H

#include <asm/page.h>

#define TASK_SIZE		NABLA_USER_END
#define TASK_SIZE_MAX		TASK_SIZE
#define STACK_TOP		TASK_SIZE
#define STACK_TOP_MAX		TASK_SIZE
#define TASK_UNMAPPED_BASE	PAGE_ALIGN(TASK_SIZE / 3)

#ifndef __ASSEMBLY__

#include <asm/processor_isa.h>
#include <asm/ptrace.h>

struct task_struct;

/* The frame of the last entry from user mode lies at the top of the stack. */
#define task_pt_regs(task)						\
	((struct pt_regs *)((task)->stack + THREAD_SIZE) - 1)
#define current_pt_regs()	task_pt_regs(current)
#define KSTK_EIP(task)		instruction_pointer(task_pt_regs(task))
#define KSTK_ESP(task)		user_stack_pointer(task_pt_regs(task))

#define on_thread_stack()						\
	((unsigned long)__builtin_frame_address(0) -			\
	 (unsigned long)current->stack < THREAD_SIZE)

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp);
unsigned long __get_wchan(struct task_struct *task);
void show_regs(struct pt_regs *regs);

#endif /* !__ASSEMBLY__ */
#endif
