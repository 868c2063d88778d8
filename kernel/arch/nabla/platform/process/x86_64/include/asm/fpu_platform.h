/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/fpu.h>: instructions that a host process may use. */
#ifndef _ASM_NABLA_FPU_PLATFORM_H
#define _ASM_NABLA_FPU_PLATFORM_H

static inline unsigned long rdfsbase(void)
{
	unsigned long base;

	asm volatile("rdfsbase %0" : "=r" (base));
	return base;
}

static inline unsigned long rdgsbase(void)
{
	unsigned long base;

	asm volatile("rdgsbase %0" : "=r" (base));
	return base;
}

static inline void wrfsbase(unsigned long base)
{
	asm volatile("wrfsbase %0" : : "r" (base));
}

static inline void wrgsbase(unsigned long base)
{
	asm volatile("wrgsbase %0" : : "r" (base));
}

static inline void nabla_xsave(void *area)
{
	asm volatile("xsave64 (%0)"
		     : : "r" (area), "a" (nabla_xfeatures), "d" (0) : "memory");
}

static inline void nabla_xrstor(const void *area)
{
	asm volatile("xrstor64 (%0)"
		     : : "r" (area), "a" (nabla_xfeatures), "d" (0) : "memory");
}

#endif
