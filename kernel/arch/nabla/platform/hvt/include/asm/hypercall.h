/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one door to the tender: Solo5's hypercalls (<solo5/hvt_abi.h>), and what it
 * left in memory.  An argument lies in the linear map, and so does what it points
 * to; there, addresses are physical.
 */
#ifndef _ASM_NABLA_HYPERCALL_H
#define _ASM_NABLA_HYPERCALL_H

#include <linux/types.h>
#include <solo5/hvt_abi.h>
#include <solo5/mft_abi.h>
#include <nabla/hvt.h>
#include <asm/hypercall_isa.h>
#include <asm/page.h>

/* solo5_result_t */
#define SOLO5_OK	0
#define SOLO5_AGAIN	1

/* The devices; valid from nabla_platform_start() on. */
extern const struct mft *nabla_mft;
/* What nabla-bake has put behind the kernel. */
extern const struct nabla_hvt *nabla_baked;

/* @arg: the struct that <solo5/hvt_abi.h> has for @nr. */
static inline void nabla_hypercall(enum hvt_hypercall nr, void *arg)
{
	nabla_hypercall_isa(nr, __pa(arg));
}

/* HVT_FEATURE_*, of this tender's. */
u32 nabla_offered(void);

/* @text is in the linear map. */
void nabla_puts(const char *text, size_t len);

#endif
