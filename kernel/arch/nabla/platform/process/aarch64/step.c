// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single steps.  The processor lends none to a host process, so the instruction that
 * will come next is worked out, and replaced by a breakpoint until it is reached or
 * the task stops for another reason.  A step over a system call ends behind it by
 * the generic exit path.
 *
 * Invariant: while a tracer may look at memory, nothing is planted by the task that
 * it looks at.
 */
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/thread_info.h>
#include <asm/entry.h>
#include <asm/rewrite.h>

#define INSN_BRK	0xd4200000
#define LR		30
#define ADDRESS_MASK	(BIT(48) - 1)	/* without tag and signature */

static bool read_insn(struct task_struct *task, unsigned long at, u32 *insn)
{
	return access_process_vm(task, at, insn, sizeof(*insn), FOLL_FORCE) ==
	       sizeof(*insn);
}

static bool write_insn(struct task_struct *task, unsigned long at, u32 insn)
{
	return access_process_vm(task, at, &insn, sizeof(insn),
				 FOLL_FORCE | FOLL_WRITE) == sizeof(insn);
}

/* ---- the next instruction ---- */

static long field(u32 insn, unsigned int shift, unsigned int width)
{
	return sign_extend64(insn >> shift, width - 1) * 4;
}

static unsigned long reg(const struct pt_regs *regs, unsigned int n)
{
	return n < 31 ? regs->regs[n] : 0;
}

static bool condition_holds(unsigned long pstate, unsigned int cond)
{
	bool n = pstate & PSR_N_BIT, z = pstate & PSR_Z_BIT;
	bool c = pstate & PSR_C_BIT, v = pstate & PSR_V_BIT;
	const bool holds[] = { z, c, n, v, c && !z, n == v, n == v && !z };

	if (cond >> 1 == ARRAY_SIZE(holds))
		return true;
	return holds[cond >> 1] != (cond & 1);
}

static bool compare_branches(const struct pt_regs *regs, u32 insn)
{
	unsigned long value = reg(regs, insn & 31);

	if (!(insn >> 31))
		value = (u32)value;
	return (value != 0) == (insn >> 24 & 1);
}

static bool test_branches(const struct pt_regs *regs, u32 insn)
{
	unsigned int bit = (insn >> 31 << 5) | (insn >> 19 & 31);

	return (reg(regs, insn & 31) >> bit & 1) == (insn >> 24 & 1);
}

/* RETAA and RETAB name no register. */
static unsigned long register_target(const struct pt_regs *regs, u32 insn)
{
	unsigned int n = insn >> 5 & 31;

	return regs->regs[n < 31 ? n : LR] & ADDRESS_MASK;
}

static bool is_call(u32 insn)
{
	return (insn & 0xfffffc1f) == 0xd63f0000;		/* blr */
}

/* Where to stop.  The host's vDSO, which ours calls, is stepped over. */
static unsigned long stop_at(const struct pt_regs *regs, u32 insn,
			     unsigned long next)
{
	if (next < TASK_SIZE)
		return next;
	return is_call(insn) ? regs->pc + 4 : regs->regs[LR];
}

static unsigned long next_pc(const struct pt_regs *regs, u32 insn)
{
	unsigned long pc = regs->pc;

	if ((insn & 0x7c000000) == 0x14000000)			/* b, bl */
		return pc + field(insn, 0, 26);
	if ((insn & 0xff000000) == 0x54000000)			/* b.cond */
		return pc + (condition_holds(regs->pstate, insn & 15) ?
			     field(insn, 5, 19) : 4);
	if ((insn & 0x7e000000) == 0x34000000)			/* cbz, cbnz */
		return pc + (compare_branches(regs, insn) ?
			     field(insn, 5, 19) : 4);
	if ((insn & 0x7e000000) == 0x36000000)			/* tbz, tbnz */
		return pc + (test_branches(regs, insn) ?
			     field(insn, 5, 14) : 4);
	if ((insn & 0xfe000000) == 0xd6000000)			/* br, blr, ret */
		return register_target(regs, insn);
	return pc + 4;
}

/* ---- planting ---- */

static void pull_up(struct task_struct *task)
{
	unsigned long at = task->thread.step_at;
	u32 insn;

	task->thread.step_at = 0;
	/* The program, or its tracer, may have written there itself. */
	if (at && read_insn(task, at, &insn) && insn == INSN_BRK)
		write_insn(task, at, task->thread.step_insn);
}

static void plant(struct task_struct *task)
{
	const struct pt_regs *regs = task_pt_regs(task);
	unsigned long at;
	u32 insn;

	if (!read_insn(task, regs->pc, &insn))
		return;				/* it will fault */
	at = stop_at(regs, insn, next_pc(regs, insn));
	/* A breakpoint that is there already will do. */
	if (!read_insn(task, at, &insn) || insn == INSN_BRK)
		return;
	task->thread.step_insn = insn;
	if (write_insn(task, at, INSN_BRK))
		task->thread.step_at = at;
}

void user_enable_single_step(struct task_struct *task)
{
	set_tsk_thread_flag(task, TIF_SINGLESTEP);
	set_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	pull_up(task);
	plant(task);
}

void user_disable_single_step(struct task_struct *task)
{
	clear_tsk_thread_flag(task, TIF_SINGLESTEP);
	clear_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	pull_up(task);
}

bool nabla_ptrace_stop_needed(void)
{
	return current->thread.step_at || nabla_sites_rewritten();
}

void nabla_ptrace_stop(void)
{
	if (current->thread.step_at)
		pull_up(current);
	if (nabla_sites_rewritten())
		nabla_sites_restore();
}

/* ---- the trap ---- */

/* Another thread has come to what was planted for one: let that one go first. */
static bool is_others_step(unsigned long pc)
{
	struct task_struct *thread;
	bool found = false;

	rcu_read_lock();
	for_each_thread(current, thread)
		if (thread->mm == current->mm && thread->thread.step_at == pc)
			found = true;
	rcu_read_unlock();
	return found;
}

bool nabla_step_done(struct pt_regs *regs)
{
	if (current->thread.step_at == regs->pc &&
	    test_thread_flag(TIF_SINGLESTEP)) {
		pull_up(current);
		force_sig_fault(SIGTRAP, TRAP_TRACE, (void __user *)regs->pc);
		return true;
	}
	if (!is_others_step(regs->pc))
		return false;
	yield();
	return true;
}
