/* SPDX-License-Identifier: GPL-2.0-only */
/* A program's system call, for what the data page cannot tell. */
#ifndef _ASM_NABLA_VDSO_SYSCALL_H
#define _ASM_NABLA_VDSO_SYSCALL_H

#include <asm/unistd.h>

static __always_inline long vdso_syscall2(const unsigned long *door, long nr,
					  long a, long b)
{
	register long x8 asm("x8") = nr;
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;

	asm volatile("svc #0" : "+r" (x0) : "r" (x8), "r" (x1) : "memory");
	return x0;
}

#endif
