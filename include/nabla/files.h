/* SPDX-License-Identifier: ISC */
/*
 * What a gofer's socket carries beside the FUSE protocol as of <linux/fuse.h>.
 *
 * The answer to a FUSE_WRITE MAY have a struct nabla_wrote behind its struct
 * fuse_write_out: the file's time of change just before the write and just
 * after. If the former is what the guest knows, nobody else has changed the
 * file, and what the guest has cached of it stays good: it takes the latter for
 * known.
 */
#ifndef NABLA_FILES_H
#define NABLA_FILES_H

#include <linux/types.h>

struct nabla_wrote {
	__u64 before, after;		/* seconds */
	__u32 before_nsec, after_nsec;	/* MUST be below 1000000000 */
};

_Static_assert(sizeof(struct nabla_wrote) == 24, "ABI");

#endif
