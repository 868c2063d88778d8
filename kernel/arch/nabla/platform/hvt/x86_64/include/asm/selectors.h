/* SPDX-License-Identifier: GPL-2.0-only */
/* Segments of head.S's table; programs' own are in <asm/ptrace.h>. */
#ifndef _ASM_NABLA_SELECTORS_H
#define _ASM_NABLA_SELECTORS_H

#define NABLA_KERNEL_CS		0x10
#define NABLA_KERNEL_SS		0x18
#define NABLA_TSS		0x40	/* the task register's */

#endif
