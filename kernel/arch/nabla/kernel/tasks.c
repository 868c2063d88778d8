// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making and switching tasks.  Registers that the kernel does not use stay the last
 * program's until another one's are wanted: see <asm/fpu.h>.
 */
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <asm/fpu.h>
#include <asm/switch_to.h>
#include <asm/tasks.h>

struct task_struct *__switch_to(struct task_struct *prev,
				struct task_struct *next)
{
	if (!(next->flags & PF_KTHREAD))
		nabla_fpu_switch_to(next);
	this_cpu_write(current_task, next);
	nabla_stack_top = (unsigned long)(task_pt_regs(next) + 1);
	return nabla_switch_stack(prev, next);
}

int copy_thread(struct task_struct *p, const struct kernel_clone_args *args)
{
	struct pt_regs *regs = task_pt_regs(p);

	p->thread.sp = nabla_first_stack(regs, args);
	*regs = *current_pt_regs();
	nabla_child_registers(p, regs, args);
	if (args->stack)
		user_stack_pointer_set(regs, args->stack);
	if (args->fn)		/* a thread of the kernel's has none */
		memset(regs, 0, sizeof(*regs));
	return 0;
}

int arch_dup_task_struct(struct task_struct *dst, struct task_struct *src)
{
	if (this_cpu_read(nabla_fpu_owner) == src)
		nabla_fpu_save();
	*dst = *src;
	return 0;
}

void exit_thread(struct task_struct *task)
{
	nabla_fpu_disown(task);
}

/* It may have become the owner once more on its way out. */
void arch_release_task_struct(struct task_struct *task)
{
	nabla_fpu_disown(task);
}
