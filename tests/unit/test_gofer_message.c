// SPDX-License-Identifier: ISC
/* Messages of the guest: what is taken, and that nothing reaches beyond one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nabla/files.h>

#include "gofer/message.h"

/* One good message of each kind: its structure, then what follows. */
struct sample {
	uint32_t opcode;
	size_t fixed;
	const char *tail;
	size_t tail_len;
	bool sized;			/* the tail's size is said, below */
	size_t size_at;
	uint32_t size;
};

#define TAIL(s) s, sizeof(s)
#define PLAIN(op, type) { op, sizeof(struct type), NULL, 0 }

static const struct sample samples[] = {
	{ FUSE_LOOKUP, 0, TAIL("name") },
	{ FUSE_SYMLINK, 0, TAIL("name\0text") },
	{ FUSE_MKNOD, sizeof(struct fuse_mknod_in), TAIL("name") },
	{ FUSE_MKDIR, sizeof(struct fuse_mkdir_in), TAIL("name") },
	{ FUSE_UNLINK, 0, TAIL("name") },
	{ FUSE_RMDIR, 0, TAIL("name") },
	{ FUSE_RENAME, sizeof(struct fuse_rename_in), TAIL("old\0new") },
	{ FUSE_RENAME2, sizeof(struct fuse_rename2_in), TAIL("old\0new") },
	{ FUSE_LINK, sizeof(struct fuse_link_in), TAIL("name") },
	{ FUSE_CREATE, sizeof(struct fuse_create_in), TAIL("name") },
	{ FUSE_TMPFILE, sizeof(struct fuse_create_in), TAIL("/") },
	{ FUSE_REMOVEXATTR, 0, TAIL("user.x") },
	{ FUSE_GETXATTR, sizeof(struct fuse_getxattr_in), TAIL("user.x") },
	{ FUSE_SETXATTR, FUSE_COMPAT_SETXATTR_IN_SIZE, "user.x\0value", 12,
	  true, offsetof(struct fuse_setxattr_in, size), 5 },
	{ FUSE_WRITE, sizeof(struct fuse_write_in), "some data", 9,
	  true, offsetof(struct fuse_write_in, size), 9 },
	{ FUSE_BATCH_FORGET, sizeof(struct fuse_batch_forget_in),
	  "0123456789abcdef0123456789abcdef", 32,
	  true, offsetof(struct fuse_batch_forget_in, count), 2 },
	PLAIN(FUSE_FORGET, fuse_forget_in),
	PLAIN(FUSE_GETATTR, fuse_getattr_in),
	PLAIN(FUSE_SETATTR, fuse_setattr_in),
	{ FUSE_READLINK },
	PLAIN(FUSE_OPEN, fuse_open_in),
	PLAIN(FUSE_READ, fuse_read_in),
	{ FUSE_STATFS },
	PLAIN(FUSE_RELEASE, fuse_release_in),
	PLAIN(FUSE_FSYNC, fuse_fsync_in),
	PLAIN(FUSE_LISTXATTR, fuse_getxattr_in),
	PLAIN(FUSE_FLUSH, fuse_flush_in),
	PLAIN(FUSE_GETLK, fuse_lk_in),
	PLAIN(FUSE_SETLK, fuse_lk_in),
	PLAIN(FUSE_SETLKW, fuse_lk_in),
	PLAIN(FUSE_INTERRUPT, fuse_interrupt_in),
	PLAIN(FUSE_INIT, fuse_init_in),
	PLAIN(FUSE_OPENDIR, fuse_open_in),
	PLAIN(FUSE_READDIR, fuse_read_in),
	PLAIN(FUSE_READDIRPLUS, fuse_read_in),
	PLAIN(FUSE_RELEASEDIR, fuse_release_in),
	PLAIN(FUSE_FSYNCDIR, fuse_fsync_in),
	{ FUSE_DESTROY },
	PLAIN(FUSE_FALLOCATE, fuse_fallocate_in),
	PLAIN(FUSE_LSEEK, fuse_lseek_in),
	PLAIN(FUSE_COPY_FILE_RANGE, fuse_copy_file_range_in),
	PLAIN(FUSE_SYNCFS, fuse_syncfs_in),
};

#define NR_SAMPLES	(sizeof(samples) / sizeof(samples[0]))

static char buf[8192];

static void put_u32(size_t at, uint32_t v)
{
	memcpy(buf + sizeof(struct fuse_in_header) + at, &v, sizeof(v));
}

static size_t make(const struct sample *s)
{
	struct fuse_in_header *h = (void *)buf;

	memset(buf, 0, sizeof(buf));
	h->opcode = s->opcode;
	h->len = (uint32_t)(sizeof(*h) + s->fixed + s->tail_len);
	if (s->sized)
		put_u32(s->size_at, s->size);
	if (s->tail)
		memcpy(buf + sizeof(*h) + s->fixed, s->tail, s->tail_len);
	return h->len;
}

/* In memory that ends where the message does, so that a sanitizer sees more. */
static int check_exact(size_t len)
{
	char *copy = malloc(len);
	int r;

	assert_non_null(copy);
	memcpy(copy, buf, len);
	r = message_check(copy, len);
	free(copy);
	return r;
}

static void good_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++)
		assert_int_equal(check_exact(make(&samples[i])), 0);
}

static void cut_short_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++) {
		size_t len = make(&samples[i]);

		for (size_t cut = sizeof(struct fuse_in_header); cut < len;
		     cut++) {
			((struct fuse_in_header *)buf)->len = (uint32_t)cut;
			assert_int_equal(check_exact(cut), -EBADMSG);
		}
	}
}

static void something_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++) {
		size_t len = make(&samples[i]) + 1;

		((struct fuse_in_header *)buf)->len = (uint32_t)len;
		assert_int_equal(check_exact(len), -EBADMSG);
	}
}

static void another_length_than_said(void **state)
{
	size_t len = make(&samples[0]);

	(void)state;
	assert_int_equal(message_check(buf, len - 1), -EBADMSG);
	assert_int_equal(message_check(buf, len + 1), -EBADMSG);
	assert_int_equal(message_check(buf, sizeof(struct fuse_in_header) - 1),
			 -EBADMSG);
}

static void counts_that_lie(void **state)
{
	static const uint32_t lies[] = { 0, 1, 3, 0x10000002, 0x7fffffff,
		0x80000000, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++) {
		size_t len = make(&samples[i]);

		if (!samples[i].sized)
			continue;
		for (size_t k = 0; k < sizeof(lies) / sizeof(lies[0]); k++) {
			put_u32(samples[i].size_at, lies[k]);
			assert_int_equal(check_exact(len), -EBADMSG);
		}
	}
}

static void a_string_without_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++) {
		size_t len = make(&samples[i]);

		if (!samples[i].tail || samples[i].sized)
			continue;
		buf[len - 1] = 'x';
		assert_int_equal(check_exact(len), -EBADMSG);
	}
}

/* Only what is opened or closed may go without an answer. */
static void without_an_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_SAMPLES; i++) {
		size_t len = make(&samples[i]);
		uint32_t op = samples[i].opcode;
		bool may = op == FUSE_OPEN || op == FUSE_RELEASE ||
			   op == FUSE_RELEASEDIR;

		((struct fuse_in_header *)buf)->unique = NABLA_ONE_WAY | 2;
		assert_int_equal(check_exact(len), may ? 0 : -EBADMSG);
		((struct fuse_in_header *)buf)->unique = NABLA_PROBE;
		assert_int_equal(check_exact(len), 0);
	}
}

static void too_much_wanted(void **state)
{
	static const struct sample read = PLAIN(FUSE_READ, fuse_read_in);
	static const struct sample list = PLAIN(FUSE_LISTXATTR,
						fuse_getxattr_in);
	size_t len = make(&read);

	(void)state;
	put_u32(offsetof(struct fuse_read_in, size), MESSAGE_DATA_MAX);
	assert_int_equal(check_exact(len), 0);
	put_u32(offsetof(struct fuse_read_in, size), MESSAGE_DATA_MAX + 1);
	assert_int_equal(check_exact(len), -EBADMSG);
	len = make(&list);
	put_u32(offsetof(struct fuse_getxattr_in, size), 65537);
	assert_int_equal(check_exact(len), -EBADMSG);
}

/* A read or a write whose data is in guest RAM, and n bytes of segments. */
static size_t make_in_ram(uint32_t opcode, size_t n)
{
	bool read = opcode == FUSE_READ;
	const struct sample s = {
		opcode, read ? sizeof(struct fuse_read_in) :
			       sizeof(struct fuse_write_in), NULL, 0,
	};
	size_t len = make(&s) + n;

	put_u32(read ? offsetof(struct fuse_read_in, read_flags) :
		       offsetof(struct fuse_write_in, write_flags),
		NABLA_IN_RAM);
	put_u32(read ? offsetof(struct fuse_read_in, size) :
		       offsetof(struct fuse_write_in, size), MESSAGE_DATA_MAX);
	((struct fuse_in_header *)buf)->len = (uint32_t)len;
	return len;
}

/* In place of the data: whole ones, at least one, and not too many. */
static void segments(void **state)
{
	static const uint32_t kinds[] = { FUSE_READ, FUSE_WRITE };
	const size_t one = sizeof(struct nabla_segment);

	(void)state;
	for (int i = 0; i < 2; i++) {
		for (size_t n = 0; n < 3 * one; n++)
			assert_int_equal(check_exact(make_in_ram(kinds[i], n)),
					 n && n % one == 0 ? 0 : -EBADMSG);
		assert_int_equal(check_exact(make_in_ram(kinds[i],
				 NABLA_SEGMENTS_MAX * one)), 0);
		assert_int_equal(check_exact(make_in_ram(kinds[i],
				 (NABLA_SEGMENTS_MAX + 1) * one)), -EBADMSG);
	}
	make_in_ram(FUSE_WRITE, one);
	put_u32(offsetof(struct fuse_write_in, size), MESSAGE_DATA_MAX + 1);
	assert_int_equal(check_exact(sizeof(struct fuse_in_header) +
				     sizeof(struct fuse_write_in) + one),
			 -EBADMSG);
	/* Listing a directory has the same structure, and no such data. */
	make_in_ram(FUSE_READ, one);
	((struct fuse_in_header *)buf)->opcode = FUSE_READDIR;
	assert_int_equal(check_exact(sizeof(struct fuse_in_header) +
				     sizeof(struct fuse_read_in) + one),
			 -EBADMSG);
}

static bool is_sample(uint32_t opcode)
{
	for (size_t i = 0; i < NR_SAMPLES; i++)
		if (samples[i].opcode == opcode)
			return true;
	return false;
}

static void kinds_that_are_not_served(void **state)
{
	struct sample s = { 0 };

	(void)state;
	for (uint32_t op = 0; op < 5000; op++) {
		s.opcode = op;
		if (!is_sample(op))
			assert_int_equal(check_exact(make(&s)), -ENOSYS);
	}
	s.opcode = 0xffffffff;
	assert_int_equal(check_exact(make(&s)), -ENOSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(cut_short_anywhere),
		cmocka_unit_test(something_behind),
		cmocka_unit_test(another_length_than_said),
		cmocka_unit_test(counts_that_lie),
		cmocka_unit_test(a_string_without_end),
		cmocka_unit_test(without_an_answer),
		cmocka_unit_test(too_much_wanted),
		cmocka_unit_test(segments),
		cmocka_unit_test(kinds_that_are_not_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
