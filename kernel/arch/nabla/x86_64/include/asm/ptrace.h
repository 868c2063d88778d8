/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PTRACE_H
#define _ASM_NABLA_PTRACE_H

#include <uapi/asm/ptrace.h>
#include <uapi/asm/processor-flags.h>
#include <nabla/layout.h>

/* Selectors of a 64-bit program under Linux; user code and we are alike in ring 3. */
#define NABLA_USER_CS		0x33
#define NABLA_USER_SS		0x2b

/* Flags that a program may have and that survive an entry. */
#define NABLA_USER_FLAGS	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
				 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_TF | \
				 X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_RF | \
				 X86_EFLAGS_AC | X86_EFLAGS_ID)

#ifndef __ASSEMBLY__

#include <linux/types.h>

/* In the order in which x86_64's ptrace, and entry.S, have them. */
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax;	/* system-call number, or -1 */
	unsigned long ip, cs, flags, sp, ss;
};

#include <asm/ptrace_platform.h>

#define instruction_pointer(regs)	((regs)->ip)
#define user_stack_pointer(regs)	((regs)->sp)
#define kernel_stack_pointer(regs)	((regs)->sp)
#define profile_pc(regs)		((regs)->ip)
#define regs_return_value(regs)		((regs)->ax)
#define is_syscall_success(regs)	(!IS_ERR_VALUE((regs)->ax))
#define regs_irqs_disabled(regs)	arch_irqs_disabled()
#define arch_has_single_step()		1
#define ARCH_HAS_USER_SINGLE_STEP_REPORT

static inline void instruction_pointer_set(struct pt_regs *regs,
					   unsigned long ip)
{
	regs->ip = ip;
}

static inline void user_stack_pointer_set(struct pt_regs *regs,
					  unsigned long sp)
{
	regs->sp = sp;
}

#endif /* !__ASSEMBLY__ */
#endif
