/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers of the processor that only EL1 has. */
#ifndef _ASM_NABLA_SYSREGS_H
#define _ASM_NABLA_SYSREGS_H

/* Those that are RES1 in ARMv8.0, and: MMU and caches on, stacks aligned, */
#define SCTLR_BASE	0x30d0081d
#define SCTLR_ICACHE	(1 << 12)
/* programs may use dc zva, read ctr_el0, maintain caches by address; not wait */
#define SCTLR_PROGRAMS	((1 << 14) | (1 << 15) | (1 << 26))

/*
 * Addresses of 48 bits below, nothing above; table walks write-back, inner shareable;
 * 36 bits of physical address; the highest byte of an address is a program's own.
 */
#define TCR_VALUE	0x2100803510

/*
 * Types of memory: 0 normal, write-back, 2 device (nGnRnE).  1 is normal as well, as
 * in the tender's tables, which are in force when this is written.
 */
#define MAIR_VALUE	0x00ffff
#define ATTR_DEVICE	2

#define CPACR_FPSIMD	(3 << 20)	/* no trap of FPSIMD */
#define CNTKCTL_VCTEN	(1 << 1)	/* programs may read cntvct_el0 */
#define MDSCR_STEP	(1 << 0)

#ifndef __ASSEMBLY__

#define read_sysreg(name)						\
({									\
	unsigned long __v;						\
									\
	asm volatile("mrs %0, " #name : "=r" (__v));			\
	__v;								\
})

#define write_sysreg(value, name)					\
	asm volatile("msr " #name ", %x0"				\
		     : : "rZ" ((unsigned long)(value)) : "memory")

#define instruction_barrier()	asm volatile("isb" : : : "memory")

#endif /* !__ASSEMBLY__ */
#endif
