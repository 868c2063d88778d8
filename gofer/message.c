// SPDX-License-Identifier: ISC
#include "gofer/message.h"

#include <errno.h>
#include <limits.h>
#include <nabla/files.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What follows the structure and the strings. */
enum tail {
	NO_TAIL,
	WRITE_DATA,			/* fuse_write_in.size bytes */
	XATTR_VALUE,			/* fuse_setxattr_in.size bytes */
	FORGETS,			/* fuse_batch_forget_in.count of them */
};

/* Where in the structure it says how much is to come back, and the most. */
struct limit {
	size_t offset;
	uint32_t max;
};

struct shape {
	bool served;
	size_t fixed;			/* bytes of the structure */
	unsigned int strings;		/* behind it */
	enum tail tail;
	struct limit limit;
	size_t flags_at;		/* a word that may have NABLA_IN_RAM */
};

#define READ_LIMIT { offsetof(struct fuse_read_in, size), MESSAGE_DATA_MAX }
#define WRITE_LIMIT { offsetof(struct fuse_write_in, size), MESSAGE_DATA_MAX }
#define XATTR_LIMIT { offsetof(struct fuse_getxattr_in, size), XATTR_SIZE_MAX }

/* fuse_setxattr_in as of versions before 7.33, which is what libfuse knows. */
#define SETXATTR_SIZE	FUSE_COMPAT_SETXATTR_IN_SIZE

static const struct shape shapes[] = {
	[FUSE_LOOKUP]		= { true, 0, 1 },
	[FUSE_FORGET]		= { true, sizeof(struct fuse_forget_in) },
	[FUSE_GETATTR]		= { true, sizeof(struct fuse_getattr_in) },
	[FUSE_SETATTR]		= { true, sizeof(struct fuse_setattr_in) },
	[FUSE_READLINK]		= { true },
	[FUSE_SYMLINK]		= { true, 0, 2 },
	[FUSE_MKNOD]		= { true, sizeof(struct fuse_mknod_in), 1 },
	[FUSE_MKDIR]		= { true, sizeof(struct fuse_mkdir_in), 1 },
	[FUSE_UNLINK]		= { true, 0, 1 },
	[FUSE_RMDIR]		= { true, 0, 1 },
	[FUSE_RENAME]		= { true, sizeof(struct fuse_rename_in), 2 },
	[FUSE_LINK]		= { true, sizeof(struct fuse_link_in), 1 },
	[FUSE_OPEN]		= { true, sizeof(struct fuse_open_in) },
	[FUSE_READ]		= { true, sizeof(struct fuse_read_in), 0,
				    NO_TAIL, READ_LIMIT,
				    offsetof(struct fuse_read_in, read_flags) },
	[FUSE_WRITE]		= { true, sizeof(struct fuse_write_in), 0,
				    WRITE_DATA, WRITE_LIMIT,
				    offsetof(struct fuse_write_in,
					     write_flags) },
	[FUSE_STATFS]		= { true },
	[FUSE_RELEASE]		= { true, sizeof(struct fuse_release_in) },
	[FUSE_FSYNC]		= { true, sizeof(struct fuse_fsync_in) },
	[FUSE_SETXATTR]		= { true, SETXATTR_SIZE, 1, XATTR_VALUE },
	[FUSE_GETXATTR]		= { true, sizeof(struct fuse_getxattr_in), 1,
				    NO_TAIL, XATTR_LIMIT },
	[FUSE_LISTXATTR]	= { true, sizeof(struct fuse_getxattr_in), 0,
				    NO_TAIL, XATTR_LIMIT },
	[FUSE_REMOVEXATTR]	= { true, 0, 1 },
	[FUSE_FLUSH]		= { true, sizeof(struct fuse_flush_in) },
	[FUSE_INIT]		= { true, sizeof(struct fuse_init_in) },
	[FUSE_OPENDIR]		= { true, sizeof(struct fuse_open_in) },
	[FUSE_READDIR]		= { true, sizeof(struct fuse_read_in), 0,
				    NO_TAIL, READ_LIMIT },
	[FUSE_RELEASEDIR]	= { true, sizeof(struct fuse_release_in) },
	[FUSE_FSYNCDIR]		= { true, sizeof(struct fuse_fsync_in) },
	[FUSE_GETLK]		= { true, sizeof(struct fuse_lk_in) },
	[FUSE_SETLK]		= { true, sizeof(struct fuse_lk_in) },
	[FUSE_SETLKW]		= { true, sizeof(struct fuse_lk_in) },
	[FUSE_INTERRUPT]	= { true, sizeof(struct fuse_interrupt_in) },
	[FUSE_CREATE]		= { true, sizeof(struct fuse_create_in), 1 },
	[FUSE_DESTROY]		= { true },
	[FUSE_BATCH_FORGET]	= { true, sizeof(struct fuse_batch_forget_in),
				    0, FORGETS },
	[FUSE_FALLOCATE]	= { true, sizeof(struct fuse_fallocate_in) },
	[FUSE_READDIRPLUS]	= { true, sizeof(struct fuse_read_in), 0,
				    NO_TAIL, READ_LIMIT },
	[FUSE_RENAME2]		= { true, sizeof(struct fuse_rename2_in), 2 },
	[FUSE_LSEEK]		= { true, sizeof(struct fuse_lseek_in) },
	[FUSE_COPY_FILE_RANGE]	= { true,
				    sizeof(struct fuse_copy_file_range_in) },
	[FUSE_SYNCFS]		= { true, sizeof(struct fuse_syncfs_in) },
	[FUSE_TMPFILE]		= { true, sizeof(struct fuse_create_in), 1 },
};

static uint32_t number_at(const char *body, size_t offset)
{
	uint32_t v;

	memcpy(&v, body + offset, sizeof(v));
	return v;
}

/* How long the tail has to be; the structure is known to be there. */
static size_t tail_size(const struct shape *s, const char *body)
{
	switch (s->tail) {
	case NO_TAIL:
		return 0;
	case WRITE_DATA:
		return number_at(body, offsetof(struct fuse_write_in, size));
	case XATTR_VALUE:
		return number_at(body, offsetof(struct fuse_setxattr_in, size));
	case FORGETS:
		return sizeof(struct fuse_forget_one) * (size_t)
		       number_at(body, offsetof(struct fuse_batch_forget_in,
						count));
	}
	return SIZE_MAX;
}

static bool is_in_ram(const struct shape *s, const char *body)
{
	return s->flags_at && (number_at(body, s->flags_at) & NABLA_IN_RAM);
}

/* Are len bytes what has to follow?  What segments say is checked later. */
static bool good_tail(const struct shape *s, const char *body, size_t len)
{
	const size_t one = sizeof(struct nabla_segment);

	if (is_in_ram(s, body))
		return len && len % one == 0 && len <= NABLA_SEGMENTS_MAX * one;
	return len == tail_size(s, body);
}

static bool fits(const struct shape *s, const char *body, size_t len)
{
	size_t at = s->fixed;

	if (len < at)
		return false;
	for (unsigned int i = 0; i < s->strings; i++) {
		const char *end = memchr(body + at, '\0', len - at);

		if (!end)
			return false;
		at = (size_t)(end - body) + 1;
	}
	if (!good_tail(s, body, len - at))
		return false;
	return !s->limit.max ||
	       number_at(body, s->limit.offset) <= s->limit.max;
}

static bool may_be_one_way(uint32_t opcode)
{
	return opcode == FUSE_OPEN || opcode == FUSE_RELEASE ||
	       opcode == FUSE_RELEASEDIR;
}

int message_check(const void *message, size_t len)
{
	const struct fuse_in_header *h = message;
	const struct shape *s;

	if (len < sizeof(*h) || len > MESSAGE_MAX || h->len != len)
		return -EBADMSG;
	if ((h->unique & NABLA_ONE_WAY) && !may_be_one_way(h->opcode))
		return -EBADMSG;
	if (h->opcode >= sizeof(shapes) / sizeof(shapes[0]))
		return -ENOSYS;
	s = &shapes[h->opcode];
	if (!s->served)
		return -ENOSYS;
	return fits(s, (const char *)(h + 1), len - sizeof(*h)) ? 0 : -EBADMSG;
}
