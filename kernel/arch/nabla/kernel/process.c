// SPDX-License-Identifier: GPL-2.0-only
/* Idling, stopping, and what of a task's life is alike on every ISA. */
#include <linux/cpu.h>
#include <linux/kstrtox.h>
#include <linux/panic_notifier.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <asm/entry.h>
#include <asm/irq.h>
#include <asm/platform.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <nabla/config.h>
#include <nabla/exit.h>

DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;

#ifdef CONFIG_STACKPROTECTOR
unsigned long __stack_chk_guard __ro_after_init;
#endif

void (*pm_power_off)(void);

void arch_cpu_idle(void)
{
	nabla_irq_wait();
	raw_local_irq_enable();
}

unsigned long __get_wchan(struct task_struct *task)
{
	return 0;
}

/* Guest init hands over the program's exit status with the reboot command. */
static u8 exit_status(const char *cmd)
{
	size_t len = strlen(NABLA_EXIT_COMMAND);
	u8 status;

	if (!cmd || strncmp(cmd, NABLA_EXIT_COMMAND, len))
		return 0;
	if (!kstrtou8(cmd + len, 10, &status))
		return status;
	pr_emerg("bad exit status: %s\n", cmd);
	return NABLA_EXIT_PANIC;
}

/* The last of its chain, and before the kernel announces on the console. */
static int reboot_exit(struct notifier_block *nb, unsigned long mode, void *cmd)
{
	nabla_exit(exit_status(cmd));
}

static struct notifier_block reboot_block = {
	.notifier_call = reboot_exit,
	.priority = INT_MIN,
};

void machine_restart(char *cmd)
{
	nabla_exit(exit_status(cmd));
}

void machine_halt(void)
{
	nabla_exit(0);
}

void machine_power_off(void)
{
	nabla_exit(0);
}

static int panic_exit(struct notifier_block *nb, unsigned long event, void *msg)
{
	nabla_exit(NABLA_EXIT_PANIC);
}

static struct notifier_block panic_block = {
	.notifier_call = panic_exit,
	.priority = INT_MIN,		/* the last word */
};

/* Much can panic before the first initcall. */
void __init nabla_panic_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}

static int __init exit_init(void)
{
	return register_reboot_notifier(&reboot_block);
}
early_initcall(exit_init);

/* Without frame pointers or unwind tables: every text address on the stack. */
void show_stack(struct task_struct *task, unsigned long *sp, const char *loglvl)
{
	unsigned long *end;

	if (!task)
		task = current;
	if (!sp)
		sp = task == current ? __builtin_frame_address(0) :
				       (unsigned long *)task->thread.sp;
	end = task_stack_page(task) + THREAD_SIZE;
	if ((void *)sp < task_stack_page(task) || sp >= end)
		return;
	printk("%sText addresses on the stack:\n", loglvl);
	for (; sp < end; sp++)
		if (__kernel_text_address(*sp))
			printk("%s %pS\n", loglvl, (void *)*sp);
}
