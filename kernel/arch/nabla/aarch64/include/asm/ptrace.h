/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PTRACE_H
#define _ASM_NABLA_PTRACE_H

#include <uapi/asm/ptrace.h>
#include <nabla/layout.h>

/* Of pstate, what a program may have. */
#define NABLA_USER_PSTATE	(PSR_N_BIT | PSR_Z_BIT | PSR_C_BIT | PSR_V_BIT | \
				 PSR_DIT_BIT | PSR_SSBS_BIT | PSR_BTYPE_MASK)

#define NO_SYSCALL		(-1)

#ifndef __ASSEMBLY__

#include <linux/types.h>

/* The first four in the order in which tracers, and the host, have them. */
struct pt_regs {
	union {
		struct user_pt_regs user_regs;
		struct {
			unsigned long regs[31], sp, pc, pstate;
		};
	};
	unsigned long orig_x0;
	unsigned long fast;	/* pc that the short way back leads to; 0: none */
	int syscallno;		/* or NO_SYSCALL */
} __attribute__((aligned(16)));

#include <asm/ptrace_platform.h>

#define instruction_pointer(regs)	((regs)->pc)
#define user_stack_pointer(regs)	((regs)->sp)
#define kernel_stack_pointer(regs)	((regs)->sp)
#define profile_pc(regs)		((regs)->pc)
#define regs_return_value(regs)		((regs)->regs[0])
#define is_syscall_success(regs)	(!IS_ERR_VALUE((regs)->regs[0]))
#define regs_irqs_disabled(regs)	arch_irqs_disabled()
#define arch_has_single_step()		1
#define ARCH_HAS_USER_SINGLE_STEP_REPORT

/* A breakpoint trap: was it planted for a single step?  Then it has been served. */
bool nabla_step_done(struct pt_regs *regs);

static inline void instruction_pointer_set(struct pt_regs *regs,
					   unsigned long pc)
{
	regs->pc = pc;
}

static inline void user_stack_pointer_set(struct pt_regs *regs,
					  unsigned long sp)
{
	regs->sp = sp;
}

#endif /* !__ASSEMBLY__ */
#endif
