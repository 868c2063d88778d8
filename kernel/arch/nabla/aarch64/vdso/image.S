/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vDSO as pages of the kernel image that programs get mapped: so they must be in
 * guest RAM, which read-only data is not.
 */
#include <linux/linkage.h>
#include <asm/page.h>

	.data
	.balign	PAGE_SIZE
SYM_DATA_START(nabla_vdso_start)
	.incbin	"arch/nabla/aarch64/vdso/vdso.so"
	.balign	PAGE_SIZE
SYM_DATA_END_LABEL(nabla_vdso_start, SYM_L_GLOBAL, nabla_vdso_end)
