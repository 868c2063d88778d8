/* SPDX-License-Identifier: GPL-2.0-only */
/* Of the exception syndrome, as the host shows it in signal frames. */
#ifndef _ASM_NABLA_ESR_H
#define _ASM_NABLA_ESR_H

#define ESR_CLASS_SHIFT		26
#define ESR_FETCH_ABORT		0x20	/* from a program, as all here is */
#define ESR_DATA_ABORT		0x24

/* of an abort */
#define ESR_FAULT_TYPE		0x3c	/* without the level */
#define ESR_FAULT_TRANSLATION	0x04
#define ESR_FAULT_ACCESS	0x08
#define ESR_FAULT_PERMISSION	0x0c
#define ESR_WRITE		(1 << 6)
#define ESR_CACHE		(1 << 8)

#endif
