// SPDX-License-Identifier: GPL-2.0-only
/* What registers a task begins with. */
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/ptrace.h>
#include <linux/unistd.h>
#include <asm/fpu.h>
#include <asm/tasks.h>

/* What nabla_switch_stack pops when the task first runs. */
struct first_run {
	unsigned long r15, r14, r13;
	unsigned long arg;		/* r12 */
	unsigned long fn;		/* rbx */
	unsigned long bp;
	unsigned long ret;
	unsigned long align;
};

unsigned long nabla_first_stack(struct pt_regs *regs,
				const struct kernel_clone_args *args)
{
	struct first_run *first = (struct first_run *)regs - 1;

	*first = (struct first_run) {
		.fn = (unsigned long)args->fn,
		.arg = (unsigned long)args->fn_arg,
		.ret = (unsigned long)nabla_ret_from_fork,
	};
	return (unsigned long)first;
}

void nabla_child_registers(struct task_struct *child, struct pt_regs *regs,
			   const struct kernel_clone_args *args)
{
	regs->ax = 0;
	if (args->flags & CLONE_SETTLS)
		child->thread.fsbase = args->tls;
}

void flush_thread(void)
{
	nabla_fpu_reset();
}

void start_thread(struct pt_regs *regs, unsigned long pc, unsigned long sp)
{
	memset(regs, 0, sizeof(*regs));
	regs->ip = pc;
	regs->sp = sp;
	regs->cs = NABLA_USER_CS;
	regs->ss = NABLA_USER_SS;
	regs->flags = X86_EFLAGS_IF | X86_EFLAGS_FIXED;
	regs->orig_ax = __NR_execve;
}

void show_regs(struct pt_regs *regs)
{
	show_regs_print_info(KERN_DEFAULT);
	pr_info("ip %016lx sp %016lx flags %08lx orig_ax %ld\n", regs->ip,
		regs->sp, regs->flags, regs->orig_ax);
	pr_info("ax %016lx bx %016lx cx %016lx dx %016lx\n", regs->ax, regs->bx,
		regs->cx, regs->dx);
	pr_info("si %016lx di %016lx bp %016lx r8 %016lx\n", regs->si, regs->di,
		regs->bp, regs->r8);
	pr_info("r9 %016lx r10 %016lx r11 %016lx r12 %016lx\n", regs->r9,
		regs->r10, regs->r11, regs->r12);
	pr_info("r13 %016lx r14 %016lx r15 %016lx\n", regs->r13, regs->r14,
		regs->r15);
	if (!user_mode(regs))
		show_stack(current, (unsigned long *)regs->sp, KERN_DEFAULT);
}
