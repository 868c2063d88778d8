/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_PROCESSOR_ISA_H
#define _ASM_NABLA_PROCESSOR_ISA_H

#include <linux/types.h>
#include <vdso/processor.h>

/*
 * Room for an XSAVE area in standard form with x87, SSE, AVX, AVX-512 and PKRU,
 * which is all that is switched (AMX needs a permission that nobody asks for).
 */
#define NABLA_FPU_SIZE		2816
#define ARCH_MIN_TASKALIGN	64

struct thread_struct {
	unsigned long sp;		/* kernel stack, while not running */
	unsigned long fsbase, gsbase;	/* the program's, see fpu.c */
	unsigned long trap_nr;		/* of the last trap, for signal frames */
	unsigned long error_code;
	unsigned long cr2;
	u8 fpu[NABLA_FPU_SIZE] __attribute__((aligned(64)));
};

#define INIT_THREAD		{ }

#endif
