/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The members of the container (<nabla/member.h>) and which of them is the
 * processor: kernel/baton.c.
 */
#ifndef _ASM_NABLA_BATON_H
#define _ASM_NABLA_BATON_H

#include <linux/types.h>
#include <nabla/layout.h>
#include <nabla/member.h>

/* The index of the member that this code runs in. */
static inline unsigned int nabla_this_member(void)
{
	return ((const volatile struct nabla_member *)NABLA_MEMBER)->index;
}

/*
 * nabla_baton_pass() - go on in another host process
 * @to: index of the member that becomes the processor
 * @retire: this one exits instead of waiting
 *
 * Returns there, on the same stack.  Interrupts are disabled, and no program's
 * floating-point registers are in the processor.
 */
void nabla_baton_pass(unsigned int to, bool retire);

/* The processor is a CPU of the host that others seem to use as well. */
void nabla_baton_tick(void);
/* A stretch of running without a pause begins, for nabla_baton_tick(). */
void nabla_baton_pause(void);

/* A host signal that means the end; @value is what the sender gave. */
void nabla_baton_signal(unsigned int sig, int value);
/* Tell the processor, from another member, to look at what was noted. */
void nabla_baton_ring(void);

/* the ISA's entry.S */
/* Leave this stack, noting where in *@sp, and call nabla_baton_leave() on another. */
void nabla_member_switch(unsigned long *sp, unsigned int to, bool retire);
/* Go on where nabla_member_switch() noted @sp. */
void __noreturn nabla_member_resume(unsigned long sp);

/* from there, on the member's own stack */
void __noreturn nabla_baton_leave(unsigned int to, bool retire);
/* and from head.S, in a member that has just been born */
void __noreturn nabla_baton_join(void);

#endif
