/* SPDX-License-Identifier: ISC */
/*
 * The steward: a process of the tender's that branched off before the filter
 * and does for the guest, with the guest's own files, what the seven calls
 * can't.  It takes nothing from guest memory: orders and answers go over a
 * socket (nabla_boot.steward_fd), each a message of its own.
 *
 *  the guest MAY send an order at any time; its end does not block.
 *  the steward carries orders out one after another and answers each, in that
 *  order, with its tag.  It MUST check all of an order: one that is not as
 *  described here is answered with -EINVAL, a message of another size not at
 *  all.
 *  An end of file means that it has died: nothing will be answered any more.
 */
#ifndef NABLA_STEWARD_H
#define NABLA_STEWARD_H

#include <linux/types.h>

enum nabla_order_op {
	NABLA_ORDER_FLUSH	= 1,	/* what was written is to last */
	NABLA_ORDER_DISCARD	= 2,	/* free the range: it is then zero */
	NABLA_ORDER_ZERO	= 3,	/* the same, but keep its space */
	NABLA_ORDER_GIVE	= 4,	/* free a range of guest RAM */
};

struct nabla_order {
	__u64 tag;		/* the guest's, not looked at */
	__u32 op;		/* enum nabla_order_op */
	__u32 device;		/* index in nabla_boot.device: a disk that may
				 * be written to; 0 for NABLA_ORDER_GIVE
				 */
	__u64 offset, length;	/* bytes of the disk, whole sectors; or of RAM,
				 * whole pages; not empty, inside.  FLUSH: 0
				 */
};

struct nabla_answer {
	__u64 tag;
	__s32 error;		/* 0 or -errno of the host */
	__u32 reserved;
};

_Static_assert(sizeof(struct nabla_order) == 32, "ABI");
_Static_assert(sizeof(struct nabla_answer) == 16, "ABI");

#endif
