/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PROCESSOR_ISA_H
#define _ASM_NABLA_PROCESSOR_ISA_H

#include <linux/types.h>
#include <uapi/asm/ptrace.h>
#include <uapi/asm/sigcontext.h>
#include <vdso/processor.h>

#define ARCH_MIN_TASKALIGN	16

/*
 * Room for an SVE record of a signal frame, for vectors of up to 64 bytes: all that
 * fits beside the others in a frame of fixed size.
 */
#define NABLA_SVE_VL_MAX	64
#define NABLA_SVE_SIZE							\
	((SVE_SIG_CONTEXT_SIZE(NABLA_SVE_VL_MAX / 16) + 15) & ~15UL)

struct thread_struct {
	unsigned long sp;		/* kernel stack, while not running */
	unsigned long tp;		/* tpidr_el0, see fpu.c */
	unsigned long fault_address;	/* of the last fault, for signal frames */
	unsigned long fault_code;	/* its ESR */
	unsigned long step_at;		/* see step.c; 0: nothing is planted */
	u32 step_insn;			/* what was there */
	struct user_fpsimd_state fpsimd;
	unsigned int sve_size;		/* of what is in sve; 0: all is in fpsimd */
	u8 sve[NABLA_SVE_SIZE] __attribute__((aligned(16)));
};

#define INIT_THREAD		{ }

#endif
