/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PERCPU_H
#define _ASM_NABLA_PERCPU_H

#ifdef CONFIG_SMP
/*
 * Neither a register nor the stack says which processor this is: the program has
 * all registers, and signals come on stacks of their own.  A platform with several
 * has each of them see a page of its own here.
 */
extern unsigned long nabla_this_cpu_offset;
#define __my_cpu_offset	READ_ONCE(nabla_this_cpu_offset)
#endif

#include <asm-generic/percpu.h>

#endif
