// SPDX-License-Identifier: GPL-2.0-only
/* The processor as programs expect it: what it has is switched on, and told. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/archrandom.h>
#include <asm/cpu_regs.h>
#include <asm/hypercall.h>
#include <asm/machine_isa.h>
#include <asm/platform.h>
#include <asm/ptrace.h>
#include <asm/selectors.h>
#include "paging.h"
#include "timer.h"
#include "vectors.h"

#define LEAF7_EBX_FSGSBASE	(1 << 0)
#define LEAF7_EBX_SMEP		(1 << 7)
#define LEAF7_ECX_UMIP		(1 << 2)
#define HWCAP2_FSGSBASE		(1 << 1)

asmlinkage void nabla_fast_syscall(void);

/* syscall loads CS and SS from here, sysret those of programs 16 and 8 above. */
#define STAR	((u64)(NABLA_USER_CS - 16) << 48 | (u64)NABLA_KERNEL_CS << 32)
/* Not a program's: what the kernel is not written for. */
#define CLEARED	(X86_EFLAGS_TF | X86_EFLAGS_IF | X86_EFLAGS_DF |		\
		 X86_EFLAGS_IOPL | X86_EFLAGS_NT | X86_EFLAGS_RF |		\
		 X86_EFLAGS_AC)

bool __init nabla_isa_random(unsigned long *word)
{
	return arch_get_random_seed_longs(word, 1) ||
	       arch_get_random_longs(word, 1);
}

static void __init open_door(void)
{
	wrmsr(MSR_STAR, STAR);
	wrmsr(MSR_LSTAR, (unsigned long)nabla_fast_syscall);
	wrmsr(MSR_SYSCALL_MASK, CLEARED);
}

static u64 __init switch_on(void)
{
	struct cpuid leaf7 = read_cpuid(7, 0);
	unsigned long cr4 = read_cr4();

	write_cr0(read_cr0() | X86_CR0_MP | X86_CR0_NE | X86_CR0_AM);
	if (leaf7.ebx & LEAF7_EBX_FSGSBASE)
		cr4 |= X86_CR4_FSGSBASE;
	if (leaf7.ebx & LEAF7_EBX_SMEP)
		cr4 |= X86_CR4_SMEP;
	if (leaf7.ecx & LEAF7_ECX_UMIP)
		cr4 |= X86_CR4_UMIP;
	write_cr4(cr4);
	return cr4 & X86_CR4_FSGSBASE ? HWCAP2_FSGSBASE : 0;
}

void __init nabla_isa_machine(struct nabla_machine *m)
{
	nabla_vectors_init();
	nabla_protect_ram();
	open_door();
	m->isa.hwcap = read_cpuid(1, 0).edx;
	m->isa.hwcap2 = switch_on();
	m->isa.xfeatures = nabla_xsave_start(&m->isa.xsave_size);
	if (nabla_offered() & HVT_FEATURE_TIMER)
		nabla_timer_start();
	m->isa.flags = NABLA_X86_FSGSBASE;	/* bases are never lost */
	m->isa.tsc_khz = div64_u64(nabla_counter_hz(), 1000);
}
