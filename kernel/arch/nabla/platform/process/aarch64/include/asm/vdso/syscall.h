/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program's system call, for what the data page cannot tell: a branch to the
 * kernel's door, as from a stub (rewrite.c).  x16 = where to go on; the kernel
 * expects x16 and x17 below the stack pointer.  A call that is restarted goes on
 * at the instruction in front of that place.
 */
#ifndef _ASM_NABLA_VDSO_SYSCALL_H
#define _ASM_NABLA_VDSO_SYSCALL_H

#include <asm/unistd.h>

static __always_inline long vdso_syscall2(const unsigned long *door, long nr,
					  long a, long b)
{
	register long x8 asm("x8") = nr;
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;

	asm volatile("1:	stp	x16, x17, [sp, #-32]\n"
		     "	ldr	x17, %[door]\n"
		     "	adr	x16, 2f\n"
		     "	br	x17\n"
		     "	b	1b\n"
		     "2:"
		     : "+r" (x0)
		     : "r" (x8), "r" (x1), [door] "m" (*door)
		     : "x16", "x17", "memory");
	return x0;
}

#endif
