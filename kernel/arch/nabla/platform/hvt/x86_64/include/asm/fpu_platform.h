/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Of <asm/fpu.h>: what ring 0 has.  Bases go by MSRs, which are there on every
 * processor and which every KVM lets ring 0 use.
 */
#ifndef _ASM_NABLA_FPU_PLATFORM_H
#define _ASM_NABLA_FPU_PLATFORM_H

#include <asm/cpu_regs.h>

static inline unsigned long rdfsbase(void)
{
	return rdmsr(MSR_FS_BASE);
}

static inline unsigned long rdgsbase(void)
{
	return rdmsr(MSR_GS_BASE);
}

static inline void wrfsbase(unsigned long base)
{
	wrmsr(MSR_FS_BASE, base);
}

static inline void wrgsbase(unsigned long base)
{
	wrmsr(MSR_GS_BASE, base);
}

/* An XSAVE area in standard form, whatever the processor does it with. */
void nabla_xsave(void *area);
void nabla_xrstor(const void *area);

#endif
