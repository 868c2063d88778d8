// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions of aarch64 other than page faults, as signals of the program. */
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <asm/entry.h>

void nabla_save_trap(const struct nabla_trap *trap)
{
	if (trap->sig == HOST_SIGSYS)
		return;
	current->thread.fault_code = trap->error;
	current->thread.fault_address = trap->addr;
}

void nabla_isa_user_trap(struct pt_regs *regs, const struct nabla_trap *trap)
{
	void __user *addr = (void __user *)trap->addr;

	switch (trap->sig) {
	case HOST_SIGTRAP:
		if (nabla_step_done(regs))
			return;
		fallthrough;
	case HOST_SIGILL:
	case HOST_SIGFPE:
	case HOST_SIGBUS:
		force_sig_fault(trap->sig, trap->code, addr);
		break;
	default:
		force_sig_fault(SIGSEGV, trap->code > 0 ? trap->code : SEGV_MAPERR,
				addr);
	}
}
