/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_VDSO_DATA_H
#define _ASM_NABLA_VDSO_DATA_H

#include <linux/types.h>

/*
 * Our part of the data page, and of a time namespace's; written by kernel/vdso.c
 * and read by programs.
 * @clock_gettime:	the host vDSO's function, at its host address
 * @syscall:		the kernel's, for a jump in place of a system call
 * @cpu, @node:		what getcpu tells; there is one CPU
 */
struct arch_vdso_data {
	unsigned long clock_gettime;
	unsigned long syscall;
	__u32 cpu, node;
};

#endif
