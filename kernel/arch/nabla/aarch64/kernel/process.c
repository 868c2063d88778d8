// SPDX-License-Identifier: GPL-2.0-only
/* What registers a task begins with. */
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <asm/fpu.h>
#include <asm/tasks.h>

/* What nabla_switch_stack takes back when the task first runs. */
struct first_run {
	unsigned long fp, lr;
	unsigned long fn, arg;		/* x19, x20 */
	unsigned long x21_x28[8];
};

unsigned long nabla_first_stack(struct pt_regs *regs,
				const struct kernel_clone_args *args)
{
	struct first_run *first = (struct first_run *)regs - 1;

	*first = (struct first_run) {
		.fn = (unsigned long)args->fn,
		.arg = (unsigned long)args->fn_arg,
		.lr = (unsigned long)nabla_ret_from_fork,
	};
	return (unsigned long)first;
}

void nabla_child_registers(struct task_struct *child, struct pt_regs *regs,
			   const struct kernel_clone_args *args)
{
	regs->regs[0] = 0;
	child->thread.step_at = 0;
	if (args->flags & CLONE_SETTLS)
		child->thread.tp = args->tls;
}

void flush_thread(void)
{
	nabla_fpu_reset();
	current->thread.step_at = 0;
}

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp)
{
	memset(regs, 0, sizeof(*regs));
	regs->pc = pc;
	regs->sp = sp;
	regs->syscallno = NO_SYSCALL;
}

void show_regs(struct pt_regs *regs)
{
	int i;

	show_regs_print_info(KERN_DEFAULT);
	pr_info("pc %016lx sp %016lx pstate %08lx syscall %d\n", regs->pc,
		regs->sp, regs->pstate, regs->syscallno);
	for (i = 0; i < 30; i += 3)
		pr_info("x%d %016lx x%d %016lx x%d %016lx\n", i, regs->regs[i],
			i + 1, regs->regs[i + 1], i + 2, regs->regs[i + 2]);
	pr_info("x30 %016lx\n", regs->regs[30]);
	if (!user_mode(regs))
		show_stack(current, (unsigned long *)regs->sp, KERN_DEFAULT);
}
