/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program's system call, for what the data page cannot tell: a jump to the
 * kernel's door, as from a rewritten instruction (rcx = where to go on).  The
 * instruction itself stands in front of that place for calls that are restarted.
 */
#ifndef _ASM_NABLA_VDSO_SYSCALL_H
#define _ASM_NABLA_VDSO_SYSCALL_H

#include <asm/unistd.h>

static __always_inline long vdso_syscall2(const unsigned long *door, long nr,
					  long a, long b)
{
	long ret;

	asm volatile("leaq	1f(%%rip), %%rcx\n\t"
		     "jmp	*%[door]\n\t"
		     "syscall\n"
		     "1:"
		     : "=a" (ret)
		     : "0" (nr), "D" (a), "S" (b), [door] "m" (*door)
		     : "rcx", "r11", "memory", "cc");
	return ret;
}

#endif
