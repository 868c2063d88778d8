/* SPDX-License-Identifier: ISC */
/*
 * What a gofer's socket carries beside the FUSE protocol as of <linux/fuse.h>.
 *
 * The last word of the gofer's answer to FUSE_INIT, of which FUSE makes no use,
 * has bits of NABLA_FILES_*: what the gofer understands.
 *
 * With NABLA_FILES_ONE_WAY: a FUSE_OPEN for reading, a FUSE_RELEASE or a
 * FUSE_RELEASEDIR MAY have NABLA_ONE_WAY set in its "unique".  The gofer carries
 * it out in its turn and MUST NOT answer.  Such an open has the handle 0 and
 * FOPEN_KEEP_CACHE; what goes wrong with it, the first read says.
 *
 * With NABLA_FILES_APPEND: a FUSE_WRITE MAY have NABLA_WRITE_APPEND among its
 * write_flags.  The gofer MUST put the data, in one piece, where the file ends
 * then, and not at the offset, which is where the guest takes it to end.  Where
 * it did put it, a __u64 behind the answer's struct fuse_write_out says.
 *
 * With NABLA_FILES_LOCKS: FUSE_GETLK, FUSE_SETLK and FUSE_SETLKW are served, and
 * FUSE_INTERRUPT of the latter; and that alone, not FUSE_FLUSH: the guest MUST
 * itself give up what an owner has locked when that is closed.  An owner that
 * gives up all of a file (0 to 2^63 - 1) costs the gofer nothing any more.
 * NABLA_LK_WRITABLE among the lk_flags: the guest has the file open for writing.
 * The gofer MAY refuse with ENOLCK; or with ENOSYS, which says that nobody but the
 * guest has the file, and the guest keeps its locks itself.  It names no process in the answer to
 * FUSE_GETLK.
 *
 * With NABLA_FILES_SHORT_LIST: an answer to FUSE_READDIR or FUSE_READDIRPLUS that
 * has room for another entry, be its name as long as FUSE_NAME_MAX, is the last:
 * behind it there is nothing.  What goes wrong in between is an error of the whole.
 *
 * The gofer answers a message that it does not serve, such as FUSE_BMAP, with
 * ENOSYS: a guest asks in this way if it is there, with NABLA_PROBE.  While it
 * is at a message that takes long, and so does not answer, it MUST send such an
 * answer unasked, at least every two seconds.
 *
 * The answer to a FUSE_WRITE MAY have a struct nabla_wrote at its end: the file's
 * time of change just before the write, and its
 * attributes just after. If the former is what the guest knows, nobody else has
 * changed the file, and what the guest has cached of it stays good: it takes
 * the latter for known.
 *
 * With NABLA_FILES_RAM: the gofer has guest RAM, whose file the tender sends it
 * (SCM_RIGHTS) with the first bytes of the stream, those of a NABLA_PROBE.  A
 * FUSE_READ or a FUSE_WRITE MAY have NABLA_IN_RAM set in its read_flags or
 * write_flags, and struct nabla_segments behind its structure, at most
 * NABLA_SEGMENTS_MAX: where in RAM its data goes, or lies, in that order.
 * Their lengths MUST add up to its size.  Of a write no data follows; the
 * answer to a read has a struct nabla_read in place of the data.  The gofer
 * MUST NOT touch these segments any more once it has answered, or once its end
 * of the socket is closed or shut down.
 */
#ifndef NABLA_FILES_H
#define NABLA_FILES_H

#include <linux/fuse.h>
#include <linux/types.h>

#define NABLA_FILES_ONE_WAY	1
#define NABLA_FILES_RAM		2
#define NABLA_FILES_APPEND	4
#define NABLA_FILES_LOCKS	8
#define NABLA_FILES_SHORT_LIST	16

#define NABLA_ONE_WAY		(1ULL << 63)

/* In fuse_write_in.write_flags; FUSE's own are counted from below. */
#define NABLA_WRITE_APPEND	(1U << 31)

/* In fuse_lk_in.lk_flags, likewise. */
#define NABLA_LK_WRITABLE	(1U << 31)

/* "unique" of a message whose answer tells nothing but that there is one. */
#define NABLA_PROBE		(~NABLA_ONE_WAY)

/* In read_flags or write_flags; FUSE counts its flags from the other end. */
#define NABLA_IN_RAM		(1U << 30)
/* One for each page of the longest request. */
#define NABLA_SEGMENTS_MAX	256

struct nabla_segment {
	__u64 at;			/* guest-physical */
	__u32 length;			/* MUST NOT be 0 */
	__u32 reserved;			/* MUST be 0 */
};

struct nabla_read {
	__u32 size;			/* bytes that were read */
	__u32 reserved;
};

struct nabla_wrote {
	__u64 before;			/* seconds */
	__u32 before_nsec;		/* MUST be below 1000000000 */
	__u32 reserved;
	struct fuse_attr_out after;
};

_Static_assert(sizeof(struct nabla_segment) == 16, "ABI");
_Static_assert(sizeof(struct nabla_read) == 8, "ABI");
_Static_assert(sizeof(struct nabla_wrote) == 120, "ABI");
_Static_assert(sizeof(struct fuse_init_out) == 64, "ABI");

#endif
