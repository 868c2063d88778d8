/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What rt_sigreturn reads when the kernel leaves an interruption: a signal frame
 * of the host's, as far as it is looked at.
 */
#ifndef _ASM_NABLA_EXIT_H
#define _ASM_NABLA_EXIT_H

#include <linux/signal.h>
#include <asm/ptrace.h>
#include <asm/processor_isa.h>
#include <asm/ucontext.h>

struct nabla_frame;

struct nabla_exit {
	u8 siginfo[128];			/* not looked at */
	u8 ucontext[offsetof(struct ucontext, uc_mcontext) +
		    offsetof(struct sigcontext, __reserved)];
	struct fpsimd_context fpsimd;
	/* The program's SVE record if there is one, and the terminator. */
	u8 rest[NABLA_SVE_SIZE + 16];
} __aligned(16);

/* Fill in @exit, to become what @regs and the live registers say. */
void nabla_exit_frame(struct pt_regs *regs, struct nabla_exit *exit);

/*
 * Does @frame's signal mask others that are to be let in again?  Then @exit leads
 * to nabla_let_in_done, with @frame's stack and without a mask.
 */
bool nabla_let_in(struct nabla_frame *frame, struct nabla_exit *exit);
extern const char nabla_let_in_done[];

#endif
