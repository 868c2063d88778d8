/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that the kernel itself never touches: FPSIMD, and the thread
 * pointer.  They hold the state of one task, the owner, through any time that the
 * kernel or kernel threads run.
 *
 * What SVE adds to them does not outlive a system call, by the ISA's ABI, and any
 * call of the kernel to the host is one.  So a program that was interrupted
 * elsewhere has it in its thread_struct, in the form in which signal frames have
 * it, until it goes on: only the host loads and stores it.
 */
#ifndef _ASM_NABLA_FPU_H
#define _ASM_NABLA_FPU_H

#include <linux/percpu.h>
#include <linux/sched.h>

DECLARE_PER_CPU(struct task_struct *, nabla_fpu_owner);

extern unsigned int nabla_sve_vl;	/* bytes in an SVE vector; 0: no SVE */

/* vregs.S: v0 to v31, from and to an array that is aligned to 16 bytes */
void nabla_v_store(__uint128_t *vregs);
void nabla_v_load(const __uint128_t *vregs);

static inline u32 nabla_fpsr(void)
{
	unsigned long v;

	asm volatile("mrs %0, fpsr" : "=r" (v));
	return v;
}

static inline u32 nabla_fpcr(void)
{
	unsigned long v;

	asm volatile("mrs %0, fpcr" : "=r" (v));
	return v;
}

/* The owner's registers into its thread_struct; it stays the owner. */
void nabla_fpu_save(void);
/* The same, and nobody is the owner: this host process is being left. */
void nabla_fpu_leave(void);
/* @task's saved registers into the processor; it becomes the owner. */
void nabla_fpu_switch_to(struct task_struct *task);
/* @task's thread_struct has been changed: should they be live, so are the registers. */
void nabla_fpu_changed(struct task_struct *task);
/* On exec: initial registers for the current task. */
void nabla_fpu_reset(void);
void nabla_fpu_disown(struct task_struct *task);

#endif
