// SPDX-License-Identifier: ISC
/* The note by which the library kernel asks for a timer, whole and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <nabla/hvt.h>
#include <nabla/image.h>

#include "tenders/hvt/hvt.h"

static const struct note {
	Elf64_Nhdr head;
	char name[8];
	struct nabla_hvt_image image;
} good = {
	.head = { sizeof(NABLA_NOTE_NAME), sizeof(good.image), NABLA_NOTE_HVT },
	.name = NABLA_NOTE_NAME,
	.image = { NABLA_HVT_VERSION, NABLA_HVT_TIMER },
};

static struct elf_file f;

/* A file of nothing but that note, a segment of size bytes at its beginning. */
static bool asks(const struct note *n, uint32_t type, uint64_t size)
{
	bool r;

	f = (struct elf_file) {
		.fd = memfd_create("note", 0), .size = sizeof(*n),
		.head.e_phnum = 2,
		.seg = { { .p_type = PT_LOAD }, { .p_type = type } },
	};
	f.seg[1].p_filesz = size;
	assert_true(f.fd >= 0);
	assert_int_equal(write(f.fd, n, sizeof(*n)), sizeof(*n));
	r = guest_wants_timer(&f);
	close(f.fd);
	return r;
}

static void it_asks(void **state)
{
	(void)state;
	assert_true(asks(&good, PT_NOTE, sizeof(good)));
}

/* Each byte: one that differs asks for nothing, but for more flags. */
static void another_note(void **state)
{
	size_t flags = offsetof(struct note, image.flags);

	(void)state;
	for (size_t i = 0; i < sizeof(good); i++) {
		struct note n = good;

		((unsigned char *)&n)[i] ^= 0x81;
		/* what is behind the name's end, flags that are not known yet */
		if (i == offsetof(struct note, name) + 6 ||
		    i == offsetof(struct note, name) + 7 || i > flags)
			assert_true(asks(&n, PT_NOTE, sizeof(n)));
		else
			assert_false(asks(&n, PT_NOTE, sizeof(n)));
	}
}

static void another_segment(void **state)
{
	(void)state;
	assert_false(asks(&good, PT_LOAD, sizeof(good)));
	assert_false(asks(&good, PT_NOTE, sizeof(good) - 1));
	assert_false(asks(&good, PT_NOTE, sizeof(good) + 1));
	assert_false(asks(&good, PT_NOTE, UINT64_MAX));
}

static void a_file_that_ends(void **state)
{
	(void)state;
	f = (struct elf_file) {
		.fd = memfd_create("note", 0), .size = sizeof(good),
		.head.e_phnum = 1, .seg = { { .p_type = PT_NOTE } },
	};
	f.seg[0].p_filesz = sizeof(good);
	f.seg[0].p_offset = 8;
	assert_int_equal(write(f.fd, &good, sizeof(good)), sizeof(good));
	assert_false(guest_wants_timer(&f));
	close(f.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_asks),
		cmocka_unit_test(another_note),
		cmocka_unit_test(another_segment),
		cmocka_unit_test(a_file_that_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
