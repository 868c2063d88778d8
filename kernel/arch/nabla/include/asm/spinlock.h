/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_SPINLOCK_H
#define _ASM_NABLA_SPINLOCK_H

#include <asm/vdso/processor.h>		/* cpu_relax(), which is not asked for there */
#include <asm-generic/spinlock.h>

#endif
