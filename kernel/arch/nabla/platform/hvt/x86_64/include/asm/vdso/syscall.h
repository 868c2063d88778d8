/* SPDX-License-Identifier: GPL-2.0-only */
/* A program's system call, for what the data page cannot tell. */
#ifndef _ASM_NABLA_VDSO_SYSCALL_H
#define _ASM_NABLA_VDSO_SYSCALL_H

#include <asm/unistd.h>

static __always_inline long vdso_syscall2(const unsigned long *door, long nr,
					  long a, long b)
{
	long ret;

	asm volatile("syscall"
		     : "=a" (ret)
		     : "0" (nr), "D" (a), "S" (b)
		     : "rcx", "r11", "memory", "cc");
	return ret;
}

#endif
