/* SPDX-License-Identifier: GPL-2.0-only */
/* Of the exception syndrome: as the register has it, and signal frames of the host. */
#ifndef _ASM_NABLA_ESR_H
#define _ASM_NABLA_ESR_H

#define ESR_CLASS_SHIFT		26
#define ESR_WAIT		0x01	/* wfi, wfe */
#define ESR_SYSCALL		0x15
#define ESR_FETCH_ABORT		0x20	/* from a program */
#define ESR_FETCH_ABORT_KERNEL	0x21
#define ESR_PC_ALIGNMENT	0x22
#define ESR_DATA_ABORT		0x24	/* from a program */
#define ESR_DATA_ABORT_KERNEL	0x25
#define ESR_SP_ALIGNMENT	0x26
#define ESR_FLOAT		0x2c
#define ESR_STEP		0x32	/* of a program */
#define ESR_BREAKPOINT		0x3c	/* brk */

/* of an abort */
#define ESR_FAULT_TYPE		0x3c	/* without the level */
#define ESR_FAULT_TRANSLATION	0x04
#define ESR_FAULT_ACCESS	0x08
#define ESR_FAULT_PERMISSION	0x0c
#define ESR_FAULT_STATUS	0x3f
#define ESR_FAULT_ALIGNMENT	0x21
#define ESR_WRITE		(1 << 6)
#define ESR_CACHE		(1 << 8)

#endif
