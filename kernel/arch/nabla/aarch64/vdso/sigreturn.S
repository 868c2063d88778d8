/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where signal handlers return to.  Unwinders know it by these two instructions,
 * and look for a description of the one before them first: there is none.
 */
#include <linux/linkage.h>

	.section .sigreturn, "ax", %progbits
	nop				/* and 3 more, for alignment */
SYM_CODE_START(__kernel_rt_sigreturn)
	mov	x8, #139
	svc	#0
SYM_CODE_END(__kernel_rt_sigreturn)
