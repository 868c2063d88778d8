// SPDX-License-Identifier: GPL-2.0-only
/* Faults: of a program they become its signals, of the kernel its end. */
#include <linux/extable.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/ptrace.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <asm/entry.h>

void __noreturn nabla_die(const char *what, struct pt_regs *regs,
			  const struct nabla_trap *trap)
{
	console_verbose();
	bust_spinlocks(1);
	pr_emerg("%s: host signal %u, address %lx, trap %lu, error %lx\n", what,
		 trap->sig, trap->addr, trap->nr, trap->error);
	show_regs(regs);
	bust_spinlocks(0);
	panic("%s", what);
}

bool nabla_fixup_exception(struct pt_regs *regs)
{
	const struct exception_table_entry *entry;

	entry = search_exception_tables(instruction_pointer(regs));
	if (!entry)
		return false;
	instruction_pointer_set(regs, entry->fixup);
	return true;
}

void nabla_kernel_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	if (trap->page) {
		nabla_page_fault(regs, trap);
		return;
	}
	/* A non-canonical address, say, given by a program. */
	if ((trap->sig == HOST_SIGSEGV || trap->sig == HOST_SIGBUS) &&
	    nabla_fixup_exception(regs))
		return;
	if (trap->sig == HOST_SIGTRAP && nabla_step_into_kernel(regs))
		return;
	nabla_die("fault in kernel mode", regs, trap);
}

void nabla_user_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	/* Lost registers fault above the program's range; others just lost some too. */
	if (nabla_mend_registers() && trap->sig == HOST_SIGSEGV &&
	    !(trap->page && trap->addr < TASK_SIZE))
		return;
	nabla_save_trap(trap);
	local_irq_enable();
	if (trap->page)
		nabla_page_fault(regs, trap);
	else
		nabla_isa_user_trap(regs, trap);
	local_irq_disable();
}
