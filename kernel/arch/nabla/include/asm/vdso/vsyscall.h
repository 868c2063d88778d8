/* SPDX-License-Identifier: GPL-2.0-only */
/* Where kernel/time/vsyscall.c writes what programs read. */
#ifndef _ASM_NABLA_VDSO_VSYSCALL_H
#define _ASM_NABLA_VDSO_VSYSCALL_H

#ifndef __ASSEMBLY__

#include <linux/timekeeper_internal.h>
#include <vdso/datapage.h>

extern struct vdso_data *const nabla_vdso_data;

static __always_inline struct vdso_data *__arch_get_k_vdso_data(void)
{
	return nabla_vdso_data;
}
#define __arch_get_k_vdso_data __arch_get_k_vdso_data

#include <asm-generic/vdso/vsyscall.h>

#endif /* !__ASSEMBLY__ */
#endif
