/* SPDX-License-Identifier: ISC */
/*
 * The page at NABLA_MEMBER, private to each host process of a container.  The
 * tender fills it before it enters the guest; it holds nothing that another
 * member needs.
 */
#ifndef NABLA_MEMBER_H
#define NABLA_MEMBER_H

#include <linux/types.h>

struct nabla_member {
	__s32 index;		/* 0: the first process, the container's pid */
	__s32 wake_fd;		/* eventfd this one waits on; -1: none */
	__u64 early_signals;	/* host signals taken before the first guest
				 * instruction: bit n - 1 for signal n
				 */
};

_Static_assert(sizeof(struct nabla_member) == 16, "ABI");

#endif
