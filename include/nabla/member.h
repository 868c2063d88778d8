/* SPDX-License-Identifier: ISC */
/*
 * Members: the host processes of one container.  All share guest RAM and the
 * descriptors, one at a time is the guest's processor, the others wait.  The first
 * is the container's pid; the others are made by the zygote, a process of the
 * tender's that branched off before the filter, at the library kernel's request.
 * It takes nothing from guest memory: requests and answers go over a socket.
 *
 *  a member enters the guest at nabla_image.start as the first one did, with its
 *  index in struct nabla_member: all but index 0 then wait for their turn.
 *  A member that exits with status 0 has retired, and its index is free again.
 *  Any other end of one is the container's: the zygote sends the first process
 *  NABLA_SIG_DEATH with the exit status to take as value, and kills it should it
 *  not end by itself.  The other members die with the zygote, that with the first.
 */
#ifndef NABLA_MEMBER_H
#define NABLA_MEMBER_H

#include <linux/types.h>

/* There are never more; struct nabla_boot says how many there can be. */
#define NABLA_MEMBERS_MAX	1024

/*
 * Requests, one byte in a message of its own on nabla_boot.zygote_fd.  Only the
 * first kind is answered, in the order of asking, by a message of one __s32: the
 * index of a member that is there and waits, or a negative error number.
 */
#define NABLA_ASK_MEMBER	'm'
/* The members share one CPU of the host, and it has other work: take another. */
#define NABLA_ASK_MOVE		'c'

/* Host signals to the first process; both mean the end. */
#define NABLA_SIG_DEATH		64	/* a member died; value: exit status */
#define NABLA_SIG_ZYGOTE	63	/* the zygote died; no SIGCHLD, that others send */

/* The page at NABLA_MEMBER, private to each member, filled by the tender. */
struct nabla_member {
	__s32 index;		/* 0: the first process, the container's pid */
	__s32 wake_fd;		/* eventfd this one waits on; -1: none */
	__u64 early_signals;	/* host signals taken before the first guest
				 * instruction: bit n - 1 for signal n
				 */
};

_Static_assert(sizeof(struct nabla_member) == 16, "ABI");

#endif
