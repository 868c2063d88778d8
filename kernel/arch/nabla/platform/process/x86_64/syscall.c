// SPDX-License-Identifier: GPL-2.0-only
/* System calls that the host has caught. */
#include <linux/entry-common.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/linux/audit.h>
#include <asm/entry.h>
#include <asm/rewrite.h>

/*
 * Hosts since 6.14 carry this call out without asking a filter.  It is for the
 * trampolines of their own probes; from elsewhere it is a SIGILL of the kernel's,
 * where an instruction that is none has another code.
 */
#define HOST_NR_URETPROBE	335

static bool unfiltered_call(const struct pt_regs *regs,
			    const struct nabla_trap *trap)
{
	const u8 call[2] = { 0x0f, 0x05 };
	u8 insn[2];

	return trap->sig == HOST_SIGILL && trap->code == SI_KERNEL &&
	       !copy_from_user_nofault(insn, (void __user *)regs->ip - 2,
				       sizeof(insn)) &&
	       !memcmp(insn, call, sizeof(insn));
}

/* The host has put the number back into rax, and rip behind the instruction. */
bool nabla_syscall_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	unsigned long nr;

	if (trap->sig == HOST_SIGSYS && trap->error == AUDIT_ARCH_X86_64)
		regs->orig_ax = trap->nr;
	else if (unfiltered_call(regs, trap))
		regs->orig_ax = HOST_NR_URETPROBE;
	else
		return false;
	regs->ax = -ENOSYS;
	regs->cx = regs->ip;
	regs->r11 = regs->flags;
	nr = syscall_enter_from_user_mode(regs, regs->orig_ax);
	nabla_rewrite_site(regs);
	nabla_do_syscall(regs, nr);
	return true;
}
