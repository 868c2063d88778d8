// SPDX-License-Identifier: GPL-2.0-only
/* System calls that the host has caught, or that a stub stands for. */
#include <linux/linkage.h>
#include <linux/uaccess.h>
#include <asm/entry.h>
#include <asm/rewrite.h>

asmlinkage void nabla_fast_entry(struct pt_regs *regs);

/* From a stub: see entry.S.  Its copy of x16 and x17 may have to be paged in. */
asmlinkage void nabla_fast_entry(struct pt_regs *regs)
{
	unsigned long __user *saved = (unsigned long __user *)(regs->sp - 32);

	regs->fast = regs->pc;
	nabla_begin_syscall(regs, regs->regs[8]);
	if (copy_from_user(regs->regs + 16, saved, 2 * sizeof(*saved)))
		regs->regs[16] = regs->regs[17] = 0;
	nabla_finish_syscall(regs);
}

/*
 * A stub that can't save x16 and x17, for want of a page there, has changed nothing
 * yet: a system call like any other, left in full.
 */
static bool stub_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	unsigned long behind;

	if (!trap->page || trap->exec)
		return false;
	behind = nabla_stub_entered(regs->pc);
	if (!behind)
		return false;
	regs->pc = behind;
	nabla_syscall(regs);
	return true;
}

/* The host has put the first argument back into x0. */
bool nabla_syscall_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	if (trap->sig != HOST_SIGSYS)
		return stub_trap(regs, trap);
	nabla_begin_syscall(regs, trap->nr);
	nabla_rewrite_site(regs);
	nabla_finish_syscall(regs);
	return true;
}
