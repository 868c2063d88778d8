// SPDX-License-Identifier: GPL-2.0-only
/* Making, switching and starting tasks. */
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <asm/fpu.h>
#include <asm/switch_to.h>

/* For entry.S: the top of the current task's kernel stack. */
unsigned long nabla_stack_top;

asmlinkage struct task_struct *nabla_switch_stack(struct task_struct *prev,
						  struct task_struct *next);
asmlinkage void nabla_ret_from_fork(void);

struct task_struct *__switch_to(struct task_struct *prev,
				struct task_struct *next)
{
	if (!(next->flags & PF_KTHREAD))
		nabla_fpu_switch_to(next);
	this_cpu_write(current_task, next);
	nabla_stack_top = (unsigned long)(task_pt_regs(next) + 1);
	return nabla_switch_stack(prev, next);
}

/* What nabla_switch_stack takes back when the task first runs. */
struct first_run {
	unsigned long fp, lr;
	unsigned long fn, arg;		/* x19, x20 */
	unsigned long x21_x28[8];
};

int copy_thread(struct task_struct *p, const struct kernel_clone_args *args)
{
	struct pt_regs *regs = task_pt_regs(p);
	struct first_run *first = (struct first_run *)regs - 1;

	*first = (struct first_run) {
		.fn = (unsigned long)args->fn,
		.arg = (unsigned long)args->fn_arg,
		.lr = (unsigned long)nabla_ret_from_fork,
	};
	p->thread.sp = (unsigned long)first;
	p->thread.step_at = 0;
	if (args->fn) {
		memset(regs, 0, sizeof(*regs));
		return 0;
	}
	*regs = *current_pt_regs();
	regs->regs[0] = 0;
	if (args->stack)
		regs->sp = args->stack;
	if (args->flags & CLONE_SETTLS)
		p->thread.tp = args->tls;
	return 0;
}

int arch_dup_task_struct(struct task_struct *dst, struct task_struct *src)
{
	if (this_cpu_read(nabla_fpu_owner) == src)
		nabla_fpu_save();
	*dst = *src;
	return 0;
}

void flush_thread(void)
{
	nabla_fpu_reset();
	current->thread.step_at = 0;
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
