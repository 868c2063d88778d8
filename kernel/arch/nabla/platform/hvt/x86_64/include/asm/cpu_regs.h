/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers of the processor that only ring 0 has, and CPUID. */
#ifndef _ASM_NABLA_CPU_REGS_H
#define _ASM_NABLA_CPU_REGS_H

#define MSR_EFER		0xc0000080
#define EFER_SCE		(1 << 0)	/* syscall and sysret */
#define EFER_NXE		(1 << 11)	/* the NX bit of page tables */
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_SYSCALL_MASK	0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101

#ifndef __ASSEMBLY__

#include <linux/types.h>
#include <uapi/asm/processor-flags.h>

static inline u64 rdmsr(u32 msr)
{
	u32 lo, hi;

	asm volatile("rdmsr" : "=a" (lo), "=d" (hi) : "c" (msr));
	return (u64)hi << 32 | lo;
}

static inline void wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

#define NABLA_CR(n)							\
static inline unsigned long read_cr##n(void)				\
{									\
	unsigned long v;						\
									\
	asm volatile("mov %%cr" #n ", %0" : "=r" (v) : : "memory");	\
	return v;							\
}									\
static inline void write_cr##n(unsigned long v)				\
{									\
	asm volatile("mov %0, %%cr" #n : : "r" (v) : "memory");		\
}

NABLA_CR(0)
NABLA_CR(2)
NABLA_CR(3)
NABLA_CR(4)

static inline unsigned long read_dr6(void)
{
	unsigned long v;

	asm volatile("mov %%dr6, %0" : "=r" (v));
	return v;
}

static inline void write_dr6(unsigned long v)
{
	asm volatile("mov %0, %%dr6" : : "r" (v));
}

struct cpuid {
	u32 eax, ebx, ecx, edx;
};

/* All zero where there is no such leaf. */
static inline struct cpuid read_cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid max = { .eax = leaf & 0x80000000 };
	struct cpuid r = { .eax = leaf, .ecx = subleaf };

	asm volatile("cpuid" : "+a" (max.eax), "=b" (max.ebx), "+c" (max.ecx),
		     "=d" (max.edx));
	if (max.eax < leaf)
		return (struct cpuid) { };
	asm volatile("cpuid" : "+a" (r.eax), "=b" (r.ebx), "+c" (r.ecx),
		     "=d" (r.edx));
	return r;
}

#endif /* !__ASSEMBLY__ */
#endif
