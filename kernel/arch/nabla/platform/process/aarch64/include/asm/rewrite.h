/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System-call instructions of programs, replaced by branches on their first uses: a
 * trap costs a host signal, a branch nothing.  See ../../rewrite.c.
 */
#ifndef _ASM_NABLA_REWRITE_H
#define _ASM_NABLA_REWRITE_H

#include <asm/ptrace.h>
#include <asm/sites.h>

/* A system call has trapped at @regs: maybe it need not again. */
void nabla_rewrite_site(struct pt_regs *regs);

/*
 * The current task's registers as if there were no stubs, for whoever looks at them;
 * may sleep.
 */
void nabla_leave_stub(struct pt_regs *regs);

/* @pc is where a stub begins; returns where it goes on behind the call, or 0. */
unsigned long nabla_stub_entered(unsigned long pc);

#endif
