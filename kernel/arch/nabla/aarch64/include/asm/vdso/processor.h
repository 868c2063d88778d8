/* SPDX-License-Identifier: GPL-2.0-only */
/* Of the processor, what programs may see too. */
#ifndef _ASM_NABLA_VDSO_PROCESSOR_H
#define _ASM_NABLA_VDSO_PROCESSOR_H

#ifndef __ASSEMBLY__

static __always_inline void cpu_relax(void)
{
	asm volatile("yield" ::: "memory");
}

#endif /* !__ASSEMBLY__ */
#endif
