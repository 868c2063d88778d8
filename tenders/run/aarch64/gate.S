/* SPDX-License-Identifier: ISC */
/*
 * The way into the guest, and the way of every host signal to it: as in
 * x86_64/gate.S, where the reasons are.
 *
 * What differs: the host may have been told to expect a landing pad where it
 * jumps to; a signal is noted by an exclusive pair, which the return from
 * another signal between the two makes fail; and the guest's handler returns by
 * itself, so that x30 is kept for it as well.
 */
#define __ASSEMBLY__
#include <asm/unistd.h>

#include "tenders/run/aarch64/gate.h"
#include "tenders/run/gate.h"

#define SIG_SETMASK	2
#define MASK_SIZE	8
#define SECCOMP_SET_MODE_FILTER	1

/* The signal x0, whose number is its bit's and 1. */
	.macro	note
	sub	x12, x0, #1
	mov	x13, #1
	lsl	x13, x13, x12
	ldr	x14, =EARLY_SIGNALS
9:	ldxr	x15, [x14]
	orr	x15, x15, x13
	stxr	w12, x15, [x14]
	cbnz	w12, 9b
	.endm

	.macro	set_mask mask
	mov	x8, #__NR_rt_sigprocmask
	mov	x0, #SIG_SETMASK
	adrp	x1, \mask
	add	x1, x1, :lo12:\mask
	mov	x2, xzr
	mov	x3, #MASK_SIZE
	svc	#0
	.endm

	.section .text.isa_gate, "ax", @progbits
	.balign	4
gate:
/* x0 = signal, x1 = siginfo, x2 = ucontext, x30 = guest's restorer: kept. */
	.globl	isa_signal
	.hidden	isa_signal
isa_signal:
	hint	#34			/* bti c */
	mov	x9, x2
	mov	x10, xzr
	adr	x11, gate
1:	ldr	x12, [x9, #UC_PC]
	sub	x12, x12, x11
	cmp	x12, #(gate_end - gate)
	b.hs	3f
	cmp	x12, #(go - gate)
	b.hs	2f
	mov	x10, x9
	ldr	x9, [x9, #UC_X2]
	b	1b
2:	cmp	x12, #(off_pass - gate)
	b.lo	on_pass
	cmp	x12, #(on - gate)
	b.lo	off_pass
	cmp	x12, #(failed - gate)
	b.hs	off_pass
	ldr	x12, [x9, #UC_X0]
	cbnz	x12, off_pass
	b	on_pass
3:	adrp	x16, isa_guest_signal
	ldr	x16, [x16, #:lo12:isa_guest_signal]
	cbnz	x10, 4f
	br	x16
4:	str	x16, [x10, #UC_PC]
	b	isa_signal

/* x0 and x2 stand for a frame as above, whichever it is by now. */
on_pass:
	note
	ldr	x12, [x2, #UC_PC]
	sub	x12, x12, x11
	cmp	x12, #(go - gate)
	b.hs	1f
	ldr	x0, [x2, #UC_X0]
	ldr	x2, [x2, #UC_X2]
	b	on_pass
1:	ldr	x9, [x2, #UC_SP]
	mov	sp, x9
go:
	adrp	x9, isa_guest_start
	ldr	x9, [x9, #:lo12:isa_guest_start]
	br	x9

off_pass:
	note
	mov	x8, #__NR_rt_sigreturn
	svc	#0

/* long isa_enter(const struct sock_fprog *filter) */
	.globl	isa_enter
	.hidden	isa_enter
	.type	isa_enter, %function
isa_enter:
	mov	x9, x0
	set_mask none
	cbnz	x0, failed
	mov	x8, #__NR_seccomp
	mov	x0, #SECCOMP_SET_MODE_FILTER
	mov	x1, xzr
	mov	x2, x9
	svc	#0
on:
	cbz	x0, go
failed:
	mov	x9, x0
	set_mask all
	mov	x0, x9
	ret
gate_end:
	.size	isa_enter, . - isa_enter
	.ltorg

	.section .rodata.isa_gate, "a", %progbits
	.balign	8
none:	.quad	0
all:	.quad	-1

	.section .note.GNU-stack, "", %progbits
