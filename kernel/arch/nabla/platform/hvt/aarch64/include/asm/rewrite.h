/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls enter by the processor's own instruction: text stays as it is. */
#ifndef _ASM_NABLA_REWRITE_H
#define _ASM_NABLA_REWRITE_H

#include <asm/ptrace.h>

static inline void nabla_leave_stub(struct pt_regs *regs)
{
}

#endif
