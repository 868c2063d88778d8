/* SPDX-License-Identifier: ISC */
/* The aarch64 part of struct nabla_boot. */
#ifndef NABLA_ISA_BOOT_H
#define NABLA_ISA_BOOT_H

#include <linux/types.h>

struct nabla_boot_isa {
	__u64 hwcap;		/* AT_HWCAP */
	__u64 hwcap2;		/* AT_HWCAP2 */
	__u64 sigreturn_ip;	/* what seccomp sees for the one rt_sigreturn */
};

_Static_assert(sizeof(struct nabla_boot_isa) == 24, "ABI");

#endif
