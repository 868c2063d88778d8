/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/ptrace.h>, what is this platform's. */
#ifndef _ASM_NABLA_PTRACE_PLATFORM_H
#define _ASM_NABLA_PTRACE_PLATFORM_H

#define user_mode(regs)		((regs)->cs & 3)
/* An initial value: of the kernel, not of a program. */
#define NABLA_KERNEL_REGS	{ .cs = 0 }

/* Wherever a program goes, it goes there in ring 3. */
static __always_inline bool nabla_in_program(unsigned long ip, unsigned long sp)
{
	return true;
}

#endif
