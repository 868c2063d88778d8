/* SPDX-License-Identifier: ISC */
/*
 * The library kernel as a Solo5 unikernel.  The kernel image says that it is one by
 * a note with name "Nabla" and type NABLA_NOTE_HVT, whose descriptor is a
 * struct nabla_hvt_image.  nabla-bake makes of it, and of a root file system, a file
 * that a Solo5 tender loads and whose disk "root" it is as well:
 *
 *	the kernel's segments, by physical address
 *	one more segment, read-only, at the first page behind them:
 *		struct nabla_hvt, then the description (config.h)
 *	a file system, whole pages at a page boundary of the file
 *
 * Written by nabla-bake, read by the kernel: both are of one mind, and the tender
 * looks at none of it.  The kernel's note is in that file as well.  A tender MAY look
 * there for what the kernel can make use of, and then says that it has it in
 * host_features; one that does not know the note leaves it alone.
 */
#ifndef NABLA_HVT_H
#define NABLA_HVT_H

#define NABLA_NOTE_HVT		3
#define NABLA_HVT_VERSION	1	/* changes whenever a structure here does */
#define NABLA_HVT_MAGIC		0x31747668616c624eULL	/* "Nblahvt1" */
#define NABLA_HVT_DISK		"root"	/* in the manifest */

/* struct nabla_hvt_image, flags: for a tender that knows them */
#define NABLA_HVT_TIMER		1	/* would be interrupted: HVT_FEATURE_TIMER */

#ifndef __ASSEMBLY__
#include <linux/types.h>

struct nabla_hvt_image {
	__u32 version;		/* NABLA_HVT_VERSION */
	__u32 flags;		/* NABLA_HVT_* */
};

struct nabla_hvt {
	__u64 magic;		/* NABLA_HVT_MAGIC */
	__u32 version;		/* NABLA_HVT_VERSION */
	__u32 config_size;	/* bytes of the description, which follows */
	__u64 root_offset;	/* the file system's, in the disk "root" */
	__u64 root_size;	/* bytes, whole pages */
};

_Static_assert(sizeof(struct nabla_hvt_image) == 8, "ABI");
_Static_assert(sizeof(struct nabla_hvt) == 32, "ABI");
#endif

#endif
