/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/ptrace.h>, what is this platform's. */
#ifndef _ASM_NABLA_PTRACE_PLATFORM_H
#define _ASM_NABLA_PTRACE_PLATFORM_H

extern char _stext[], _etext[];

/*
 * Was it the program that was interrupted?  It may be in the host's vDSO, called by
 * ours, or where a wild jump took it.  The kernel calls the host on stacks of its
 * own; on a program's it is only at the ends of nabla_fast_syscall.
 */
static __always_inline bool nabla_in_program(unsigned long pc, unsigned long sp)
{
	return pc < NABLA_USER_END ||
	       (sp < NABLA_USER_END &&
		(pc < (unsigned long)_stext || pc >= (unsigned long)_etext));
}

#define user_mode(regs)		nabla_in_program((regs)->pc, (regs)->sp)

/* Before a tracer looks, the program's text is put back in order: step.c. */
bool nabla_ptrace_stop_needed(void);
void nabla_ptrace_stop(void);
#define arch_ptrace_stop_needed()	nabla_ptrace_stop_needed()
#define arch_ptrace_stop()		nabla_ptrace_stop()

#endif
