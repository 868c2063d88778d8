/* SPDX-License-Identifier: GPL-2.0-only */
/* Of kernel/cache.c, what is this platform's. */
#ifndef _ASM_NABLA_ICACHE_PLATFORM_H
#define _ASM_NABLA_ICACHE_PLATFORM_H

#include <linux/types.h>

#define CTR_POLICY(ctr)	((ctr) >> 14 & 3)
#define CTR_PIPT	3

/* Where lines are looked up by virtual address, all of them go. */
static inline bool nabla_drop_aliases(unsigned long ctr)
{
	if (CTR_POLICY(ctr) == CTR_PIPT)
		return false;
	asm volatile("ic ialluis" : : : "memory");
	return true;
}

#endif
