/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_MMU_H
#define _ASM_NABLA_MMU_H

typedef struct {
	void __user *vdso;
} mm_context_t;

#endif
