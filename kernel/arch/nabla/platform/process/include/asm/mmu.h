/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_MMU_H
#define _ASM_NABLA_MMU_H

#include <linux/types.h>

struct member;
struct nabla_sites;

typedef struct {
	struct member *member;		/* mm/member.h; NULL: none at the moment */
	bool foreign;			/* it still shows another one's pages */
	unsigned long stale_start;	/* to be flushed when it next runs: from, */
	unsigned long stale_end;	/* to; 0: nothing */
	struct nabla_sites *sites;	/* rewritten system calls; NULL: none yet */
	void __user *vdso;
} mm_context_t;

#endif
