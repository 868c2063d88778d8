/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that the kernel itself never touches: x87, SSE, AVX, and the
 * segment bases.  They hold the state of one task, the owner, through any time
 * that the kernel or kernel threads run.
 */
#ifndef _ASM_NABLA_FPU_H
#define _ASM_NABLA_FPU_H

#include <linux/percpu.h>
#include <linux/sched.h>

DECLARE_PER_CPU(struct task_struct *, nabla_fpu_owner);
extern u32 nabla_xfeatures;		/* what XSAVE and XRSTOR work on */
extern u32 nabla_xsave_size;		/* bytes of an area, at most NABLA_FPU_SIZE */

void nabla_fpu_init(void);
/* The owner's registers into its thread_struct; it stays the owner. */
void nabla_fpu_save(void);
/* The same, and nobody is the owner: this host process is being left. */
void nabla_fpu_leave(void);
/* @task's saved registers into the processor; it becomes the owner. */
void nabla_fpu_switch_to(struct task_struct *task);
/* The initial registers, and on exec the initial bases too, for the current task. */
void nabla_fpu_init_state(struct task_struct *task);
void nabla_fpu_reset(void);
void nabla_fpu_disown(struct task_struct *task);

/* The current task's bases. */
void nabla_set_fsbase(unsigned long base);
void nabla_set_gsbase(unsigned long base);
unsigned long nabla_get_fsbase(void);
unsigned long nabla_get_gsbase(void);

#include <asm/fpu_platform.h>

#endif
