/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways into the kernel (an exception, a system call) and out of it.
 *
 * Invariant: while a program runs, the stack pointer of EL1 is at the top of its
 * task's kernel stack.  The kernel runs with all exceptions masked that can be.
 */
#include <linux/linkage.h>
#include <asm/page.h>
#include <asm/ptrace.h>
#include <generated/asm-offsets.h>
#include "vectors.h"

#define VECTOR_SIZE	128
#define SPARE_SIZE	(2 * PAGE_SIZE)
/* RAM's highest address bits: those of a stack pointer that can be used. */
#define SP_SHIFT	35

/* x0 and x1 are there already. */
.macro SAVE_REGS
	stp	x2, x3, [sp, #PT_REGS + 8 * 2]
	stp	x4, x5, [sp, #PT_REGS + 8 * 4]
	stp	x6, x7, [sp, #PT_REGS + 8 * 6]
	stp	x8, x9, [sp, #PT_REGS + 8 * 8]
	stp	x10, x11, [sp, #PT_REGS + 8 * 10]
	stp	x12, x13, [sp, #PT_REGS + 8 * 12]
	stp	x14, x15, [sp, #PT_REGS + 8 * 14]
	stp	x16, x17, [sp, #PT_REGS + 8 * 16]
	stp	x18, x19, [sp, #PT_REGS + 8 * 18]
	stp	x20, x21, [sp, #PT_REGS + 8 * 20]
	stp	x22, x23, [sp, #PT_REGS + 8 * 22]
	stp	x24, x25, [sp, #PT_REGS + 8 * 24]
	stp	x26, x27, [sp, #PT_REGS + 8 * 26]
	stp	x28, x29, [sp, #PT_REGS + 8 * 28]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #PT_PC]		/* and PT_PSTATE */
.endm

.macro RESTORE_REGS_AND_LEAVE
	ldp	x2, x3, [sp, #PT_PC]
	msr	elr_el1, x2
	msr	spsr_el1, x3
	ldp	x0, x1, [sp, #PT_REGS + 8 * 0]
	ldp	x2, x3, [sp, #PT_REGS + 8 * 2]
	ldp	x4, x5, [sp, #PT_REGS + 8 * 4]
	ldp	x6, x7, [sp, #PT_REGS + 8 * 6]
	ldp	x8, x9, [sp, #PT_REGS + 8 * 8]
	ldp	x10, x11, [sp, #PT_REGS + 8 * 10]
	ldp	x12, x13, [sp, #PT_REGS + 8 * 12]
	ldp	x14, x15, [sp, #PT_REGS + 8 * 14]
	ldp	x16, x17, [sp, #PT_REGS + 8 * 16]
	ldp	x18, x19, [sp, #PT_REGS + 8 * 18]
	ldp	x20, x21, [sp, #PT_REGS + 8 * 20]
	ldp	x22, x23, [sp, #PT_REGS + 8 * 22]
	ldp	x24, x25, [sp, #PT_REGS + 8 * 24]
	ldp	x26, x27, [sp, #PT_REGS + 8 * 26]
	ldp	x28, x29, [sp, #PT_REGS + 8 * 28]
	ldr	x30, [sp, #PT_REGS + 8 * 30]
	add	sp, sp, #PT_SIZE
	eret
.endm

.macro from_program kind
	.balign	VECTOR_SIZE
	sub	sp, sp, #PT_SIZE
	stp	x0, x1, [sp, #PT_REGS]
	mov	w1, #\kind
	b	program_stopped
.endm

/* Nothing may be pushed before the stack is known to be one. */
.macro from_kernel kind
	.balign	VECTOR_SIZE
	msr	tpidr_el1, x0
	mov	x0, sp
	lsr	x0, x0, #SP_SHIFT
	cmp	x0, #(NABLA_RAM >> SP_SHIFT)
	b.ne	no_stack
	mrs	x0, tpidr_el1
	sub	sp, sp, #PT_SIZE
	stp	x0, x1, [sp, #PT_REGS]
	mov	w1, #\kind
	b	kernel_stopped
.endm

	.text

/*
 * Four kinds each of: the kernel on a program's stack pointer, the kernel, programs,
 * programs of 32 bits.
 */
	.balign	2048
SYM_CODE_START(nabla_vectors)
	.rept	4
	from_kernel VECTOR_NEVER
	.endr
	from_kernel VECTOR_SYNC
	from_kernel VECTOR_IRQ
	from_kernel VECTOR_FIQ
	from_kernel VECTOR_ERROR
	.balign	VECTOR_SIZE
/* The vDSO's data names a door, which nobody uses here: see <asm/vdso/syscall.h>. */
SYM_INNER_LABEL(nabla_fast_syscall, SYM_L_GLOBAL)
	from_program VECTOR_SYNC
	from_program VECTOR_IRQ
	from_program VECTOR_FIQ
	from_program VECTOR_ERROR
	.rept	4
	from_program VECTOR_NEVER
	.endr
	.balign	VECTOR_SIZE
SYM_CODE_END(nabla_vectors)

SYM_CODE_START_LOCAL(program_stopped)
	SAVE_REGS
	mrs	x2, sp_el0
	stp	x30, x2, [sp, #PT_REGS + 8 * 30]	/* and PT_SP */
	mov	x29, xzr
	mov	x0, sp
	bl	nabla_from_program
SYM_INNER_LABEL(nabla_restore, SYM_L_GLOBAL)
	/* sp -> struct pt_regs of a program: become what it says. */
	bl	nabla_set_step
	ldr	x2, [sp, #PT_SP]
	msr	sp_el0, x2
	RESTORE_REGS_AND_LEAVE
SYM_CODE_END(program_stopped)

SYM_CODE_START_LOCAL(kernel_stopped)
	SAVE_REGS
	add	x2, sp, #PT_SIZE
	stp	x30, x2, [sp, #PT_REGS + 8 * 30]
	mov	x0, sp
	bl	nabla_from_kernel
	RESTORE_REGS_AND_LEAVE
SYM_CODE_END(kernel_stopped)

SYM_CODE_START_LOCAL(no_stack)
	mov	x0, sp
	adrp	x1, spare_stack + SPARE_SIZE
	add	x1, x1, :lo12:(spare_stack + SPARE_SIZE)
	mov	sp, x1
	mov	x29, xzr
	bl	nabla_stack_lost
	brk	#0
SYM_CODE_END(no_stack)

	.bss
	.balign	16
SYM_DATA_START_LOCAL(spare_stack)
	.skip	SPARE_SIZE
SYM_DATA_END(spare_stack)
