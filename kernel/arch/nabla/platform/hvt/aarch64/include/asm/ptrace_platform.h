/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/ptrace.h>, what is this platform's. */
#ifndef _ASM_NABLA_PTRACE_PLATFORM_H
#define _ASM_NABLA_PTRACE_PLATFORM_H

#define user_mode(regs)							\
	(((regs)->pstate & PSR_MODE_MASK) == PSR_MODE_EL0t)
/* An initial value: of the kernel, not of a program. */
#define NABLA_KERNEL_REGS	{ .pstate = PSR_MODE_EL1h }

/* Wherever a program goes, it goes there in EL0. */
static __always_inline bool nabla_in_program(unsigned long pc, unsigned long sp)
{
	return true;
}

#endif
