// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions of x86_64 other than page faults, as signals of the program. */
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <asm/entry.h>
#include <asm/rewrite.h>

#define X86_TRAP_DE	0
#define X86_TRAP_DB	1
#define X86_TRAP_BP	3
#define X86_TRAP_OF	4
#define X86_TRAP_SS	12
#define X86_TRAP_GP	13

void nabla_save_trap(const struct nabla_trap *trap)
{
	current->thread.trap_nr = trap->nr;
	current->thread.error_code = trap->error;
	if (trap->page)
		current->thread.cr2 = trap->addr;
}

/*
 * The host has told a single step (TRAP_TRACE) from icebp (TRAP_BRKPT) by DR6,
 * which we cannot read.  int3 is a plain SI_KERNEL signal without an address.
 */
static void debug_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	/* To whoever steps, a stub is part of one instruction. */
	if (trap->code == TRAP_TRACE &&
	    nabla_ip_to_program(regs->ip) != regs->ip)
		return;
	if (trap->nr == X86_TRAP_DB)
		force_sig_fault(SIGTRAP, trap->code, (void __user *)regs->ip);
	else
		force_sig(SIGTRAP);
}

/*
 * Without 32-bit system calls, int 0x80 is a general protection fault at the
 * instruction; the host's filter saw it as a call of another architecture.
 */
static void foreign_syscall(struct pt_regs *regs)
{
	regs->ip -= 2;
	current->thread.trap_nr = X86_TRAP_GP;
	current->thread.error_code = 0x80 << 3 | 2;
	force_sig(SIGSEGV);
}

void nabla_isa_user_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	void __user *ip = (void __user *)regs->ip;

	switch (trap->sig) {
	case HOST_SIGILL:
		force_sig_fault(SIGILL, trap->code, ip);
		break;
	case HOST_SIGFPE:
		force_sig_fault(SIGFPE, trap->code, ip);
		break;
	case HOST_SIGTRAP:
		debug_trap(regs, trap);
		break;
	case HOST_SIGBUS:
		force_sig_fault(SIGBUS, trap->code, NULL);
		break;
	case HOST_SIGSYS:
		foreign_syscall(regs);
		break;
	default:	/* general protection: no address is known */
		force_sig(SIGSEGV);
	}
}
