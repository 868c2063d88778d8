/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A platform: what the library kernel runs on.  It is a folder in platform/:
 *
 *	process	a host process under a seccomp filter, started by nabla-run
 *	hvt	a virtual machine of a Solo5 tender's
 *
 * What the rest of the kernel asks of a platform stands here and in the headers
 * named below, which each platform has in its include/asm; no code outside
 * platform/ knows which it is.  What a platform's entry code calls is in
 * <asm/entry.h>.
 *
 *	irq.h			lines of devices, and waiting for one of them
 *	mmu.h, mmu_context.h,	how page tables get into force
 *	tlb_fill.h
 *	vdso/counter.h,		what the vDSO reads time from and how it calls
 *	vdso/syscall.h		the kernel (the latter is the ISA's as well)
 *	ptrace_platform.h,	(the ISA's as well) which registers are a program's,
 *	rewrite.h,		how its text may differ from what it believes,
 *	fpu_platform.h,		access to registers that are not the kernel's
 *	icache_platform.h,	(x86_64), instruction caches (aarch64), and offsets
 *	offsets_platform.h	for its assembly (aarch64)
 */
#ifndef _ASM_NABLA_PLATFORM_H
#define _ASM_NABLA_PLATFORM_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <nabla/isa/boot.h>

/* Addresses are physical; zero with size zero where there is no such thing. */
struct nabla_machine {
	u64 ram_size;			/* from 0; a multiple of the page size */
	u64 initrd, initrd_size;	/* a cpio archive */
	u64 config, config_size;	/* for guest init: <nabla/config.h> */
	u64 vdso_clock;			/* arch_vdso_data.clock_gettime */
	const char *cmdline;
	const void *seed;		/* of random numbers */
	size_t seed_size;
	struct nabla_boot_isa isa;
};

/* Filled in by nabla_platform_start(). */
extern struct nabla_machine nabla_machine;

/* The first code in C: from then on nabla_machine is valid, or it does not return. */
void nabla_platform_start(void);
/* Memory can be had; in setup_arch(). */
void nabla_platform_init(void);

/* Kernel messages until there is a driver for them. */
void nabla_early_write(const char *text, unsigned int len);
/* The end of everything: the exit status that the tender's caller sees. */
void __noreturn nabla_exit(int status);

/* Nanoseconds: of a clock that is never set, and since 1970. */
u64 nabla_clock(void);
u64 nabla_wall_clock(void);
/* What the clock source and the vDSO count, and how many there are in a second. */
u64 nabla_counter(void);
u64 nabla_counter_hz(void);

#endif
