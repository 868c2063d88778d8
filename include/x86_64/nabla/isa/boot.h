/* SPDX-License-Identifier: ISC */
/* The x86_64 part of struct nabla_boot. */
#ifndef NABLA_ISA_BOOT_H
#define NABLA_ISA_BOOT_H

#include <linux/types.h>

/* The host keeps segment bases that the program itself has set. */
#define NABLA_X86_FSGSBASE	1

struct nabla_boot_isa {
	__u64 hwcap;		/* AT_HWCAP: CPUID.1:EDX */
	__u64 hwcap2;		/* AT_HWCAP2 */
	__u64 xfeatures;	/* XCR0, without the parts that need permission */
	__u32 xsave_size;	/* bytes of an XSAVE area for these, standard form */
	__u32 flags;		/* NABLA_X86_* */
	__u64 tsc_khz;		/* 0 if unknown */
};

_Static_assert(sizeof(struct nabla_boot_isa) == 40, "ABI");

#endif
