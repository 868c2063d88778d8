/* SPDX-License-Identifier: GPL-2.0-only */
/* Of kernel/cache.c, what is this platform's. */
#ifndef _ASM_NABLA_ICACHE_PLATFORM_H
#define _ASM_NABLA_ICACHE_PLATFORM_H

#include <linux/types.h>

/* The host does it, when it maps a page anew. */
static inline bool nabla_drop_aliases(unsigned long ctr)
{
	return false;
}

#endif
