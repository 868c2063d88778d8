/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System-call instructions of programs, replaced by jumps on their first uses: a
 * trap costs a host signal, a jump nothing.  See ../../rewrite.c.
 */
#ifndef _ASM_NABLA_REWRITE_H
#define _ASM_NABLA_REWRITE_H

#include <asm/ptrace.h>
#include <asm/sites.h>

/* A system call has trapped at @regs: maybe it need not again. */
void nabla_rewrite_site(struct pt_regs *regs);

/* Both ways between an address in a stub and the one that a debugger expects. */
unsigned long nabla_ip_to_program(unsigned long ip);
unsigned long nabla_ip_from_program(unsigned long ip);

#endif
