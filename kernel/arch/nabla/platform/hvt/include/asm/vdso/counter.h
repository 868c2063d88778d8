/* SPDX-License-Identifier: GPL-2.0-only */
/* The counter is the processor's, whose frequency the tender tells. */
#ifndef _ASM_NABLA_VDSO_COUNTER_H
#define _ASM_NABLA_VDSO_COUNTER_H

#include <asm/vdso/counter_isa.h>

static __always_inline u64 nabla_vdso_counter(const struct vdso_data *vd)
{
	return nabla_read_counter();
}

#endif
