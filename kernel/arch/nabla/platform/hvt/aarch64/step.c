// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single steps, by the processor.  It steps what is left to with the bit in pstate
 * set, and stops at once where the bit is not: so MDSCR_EL1 has it on only while a
 * program runs that is stepped.
 */
#include <linux/linkage.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/thread_info.h>
#include <asm/ptrace.h>
#include <asm/sysregs.h>

#define PSTATE_STEP	(1UL << 21)

asmlinkage void nabla_set_step(void);

static bool stepping;			/* as MDSCR_EL1 says */

/* Before a program goes on: MDSCR_EL1 may be KVM's to write, which costs an exit. */
asmlinkage void nabla_set_step(void)
{
	bool wanted = test_thread_flag(TIF_SINGLESTEP);

	if (wanted == stepping)
		return;
	stepping = wanted;
	write_sysreg(0, oslar_el1);
	write_sysreg(wanted ? MDSCR_STEP : 0, mdscr_el1);
	instruction_barrier();
}

void user_enable_single_step(struct task_struct *task)
{
	set_tsk_thread_flag(task, TIF_SINGLESTEP);
	set_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	task_pt_regs(task)->pstate |= PSTATE_STEP;
}

void user_disable_single_step(struct task_struct *task)
{
	clear_tsk_thread_flag(task, TIF_SINGLESTEP);
	clear_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	task_pt_regs(task)->pstate &= ~PSTATE_STEP;
}

/* Nothing is planted here. */
bool nabla_step_done(struct pt_regs *regs)
{
	return false;
}
