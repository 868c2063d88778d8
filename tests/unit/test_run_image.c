// SPDX-License-Identifier: ISC
/*
 * The image loader: each header field broken by itself, then every single bit;
 * what is accepted has all its addresses where they must be.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "image_builder.h"
#include "lib/err.h"
#include "tenders/run/image.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RAM_END	(NABLA_RAM + TEST_RAM_SIZE)

static struct ram ram;
static struct nabla_image loaded;
static struct err err;

static int set_up(void **state)
{
	(void)state;
	return build_ram(&ram);
}

/* The first n bytes of the image, as a file. */
static int load_part(const void *image, size_t n)
{
	int fd = build_file(image, n), r;

	assert_true(fd >= 0);
	err.code = 0;
	err.text[0] = '\0';
	r = image_load(&ram, fd, &loaded, &err);
	close(fd);
	assert_int_equal(r, -err.code);
	assert_true(!r == !err.text[0]);
	return r;
}

static int load(const struct test_image *t)
{
	return load_part(t, sizeof(*t));
}

static void a_good_image(void **state)
{
	struct test_image t;
	unsigned char *kernel = ram.map + NABLA_KERNEL_PHYS;

	(void)state;
	build_image(&t);
	assert_int_equal(load(&t), 0);
	assert_memory_equal(&loaded, &t.note.image, sizeof(loaded));
	assert_memory_equal(kernel, t.code, sizeof(t.code));
	assert_int_equal(kernel[TEST_CODE_SIZE], 0);
	assert_memory_equal(kernel + 4096, t.data, sizeof(t.data));
	assert_int_equal(kernel[4096 + TEST_DATA_SIZE], 0);
}

/* One field, other values, and what is said. */
struct breakage {
	size_t at, size;
	uint64_t value;
	const char *says;		/* NULL: it is accepted */
};

#define FIELD(f) offsetof(struct test_image, f), \
		 sizeof(((struct test_image *)0)->f)

static const struct breakage breakages[] = {
	{ FIELD(head.e_ident[0]), 0, "no ELF" },
	{ FIELD(head.e_ident[3]), 'f', "no ELF" },
	{ FIELD(head.e_ident[EI_CLASS]), ELFCLASS32, "64-bit" },
	{ FIELD(head.e_ident[EI_DATA]), ELFDATA2MSB, "little-endian" },
	{ FIELD(head.e_ident[EI_VERSION]), 2, "ELF version" },
	{ FIELD(head.e_type), ET_DYN, "fixed addresses" },
	{ FIELD(head.e_type), ET_REL, "fixed addresses" },
	{ FIELD(head.e_machine), EM_386, "another machine" },
	{ FIELD(head.e_version), 0, "ELF version" },
	{ FIELD(head.e_phentsize), 55, "size of a program header" },
	{ FIELD(head.e_phnum), 0, "no program headers" },
	{ FIELD(head.e_phnum), 33, "too many" },
	{ FIELD(head.e_phnum), PN_XNUM, "too many" },
	{ FIELD(head.e_phnum), 32, "too short" },
	{ FIELD(head.e_phoff), sizeof(struct test_image), "too short" },
	{ FIELD(head.e_phoff), UINT64_MAX, "too short" },
	{ FIELD(head.e_phoff), UINT64_MAX - 200, "too short" },

	{ FIELD(seg[0].p_offset), UINT64_MAX, "beyond the end" },
	{ FIELD(seg[0].p_offset), sizeof(struct test_image), "beyond the end" },
	{ FIELD(seg[0].p_filesz), UINT64_MAX, "larger in the file" },
	{ FIELD(seg[0].p_filesz), TEST_CODE_SIZE + 1, "larger in the file" },
	{ FIELD(seg[1].p_filesz), TEST_DATA_SIZE + 1, "beyond the end" },
	{ FIELD(seg[0].p_memsz), UINT64_MAX, "guest memory" },
	{ FIELD(seg[0].p_memsz), TEST_RAM_SIZE, "guest memory" },
	{ FIELD(seg[1].p_memsz), RAM_END - TEST_KERNEL - 4096 + 1,
	  "guest memory" },
	{ FIELD(seg[1].p_memsz), RAM_END - TEST_KERNEL - 4096, "its end" },
	{ FIELD(seg[0].p_memsz), 4097, "overlap" },
	{ FIELD(seg[0].p_memsz), 4096, NULL },
	{ FIELD(seg[1].p_vaddr), TEST_KERNEL + TEST_CODE_SIZE - 1, "overlap" },
	{ FIELD(seg[1].p_vaddr), TEST_KERNEL, "overlap" },
	{ FIELD(seg[1].p_vaddr), TEST_KERNEL + TEST_CODE_SIZE, NULL },
	{ FIELD(seg[0].p_vaddr), 0, "guest memory" },
	{ FIELD(seg[0].p_vaddr), NABLA_RAM, "guest memory" },
	{ FIELD(seg[0].p_vaddr), TEST_KERNEL - 1, "guest memory" },
	{ FIELD(seg[0].p_vaddr), RAM_END - 1, "guest memory" },
	{ FIELD(seg[0].p_vaddr), RAM_END, "guest memory" },
	{ FIELD(seg[0].p_vaddr), UINT64_MAX, "guest memory" },
	{ FIELD(seg[0].p_vaddr), UINT64_MAX - 63, "guest memory" },
	{ FIELD(seg[0].p_vaddr), TEST_KERNEL + 1, "where it starts" },
	{ FIELD(seg[0].p_flags), PF_R | PF_W, "where it starts" },
	{ FIELD(seg[0].p_type), PT_NULL, "where it starts" },
	{ FIELD(seg[1].p_type), PT_NULL, NULL },
	{ FIELD(seg[1].p_type), PT_NOTE, "cut short" },

	{ FIELD(seg[2].p_type), PT_NULL, "no Nabla note" },
	{ FIELD(seg[2].p_offset), UINT64_MAX, "too short" },
	{ FIELD(seg[2].p_filesz), 4097, "too many notes" },
	{ FIELD(seg[2].p_filesz), UINT64_MAX, "too many notes" },
	{ FIELD(seg[2].p_filesz), 0, "no Nabla note" },
	{ FIELD(seg[2].p_filesz), 11, "no Nabla note" },
	{ FIELD(seg[2].p_filesz), 12, "cut short" },
	{ FIELD(seg[2].p_filesz), 20, "cut short" },
	{ FIELD(seg[2].p_filesz), 67, "cut short" },
	{ FIELD(note.head.n_namesz), 5, "no Nabla note" },
	{ FIELD(note.head.n_namesz), 0, "no Nabla note" },
	{ FIELD(note.head.n_namesz), UINT32_MAX, "cut short" },
	{ FIELD(note.head.n_descsz), 47, "strange size" },
	{ FIELD(note.head.n_descsz), UINT32_MAX, "cut short" },
	{ FIELD(note.head.n_type), 2, "strange size" },
	{ FIELD(note.head.n_type), 3, "no Nabla note" },
	{ FIELD(note.name[4]), 'A', "no Nabla note" },
	{ FIELD(note.name[5]), 's', "no Nabla note" },

	{ FIELD(note.image.abi), NABLA_ABI + 1, "ABI" },
	{ FIELD(note.image.flags), 1, "flags" },
	{ FIELD(note.image.start), 0, "where it starts" },
	{ FIELD(note.image.start), TEST_KERNEL - 1, "where it starts" },
	{ FIELD(note.image.start), TEST_KERNEL + TEST_CODE_SIZE,
	  "where it starts" },
	{ FIELD(note.image.start), TEST_KERNEL + 4096, "where it starts" },
	{ FIELD(note.image.signal), TEST_KERNEL + 4096, "signal handler" },
	{ FIELD(note.image.restorer), UINT64_MAX, "restorer" },
	{ FIELD(note.image.call_ip), TEST_KERNEL + TEST_CODE_SIZE,
	  "host-call" },
	{ FIELD(note.image.end), 0, "its end" },
	{ FIELD(note.image.end),
	  TEST_KERNEL + 4096 + TEST_DATA_SIZE + TEST_BSS_SIZE - 1, "its end" },
	{ FIELD(note.image.end), RAM_END, NULL },
	{ FIELD(note.image.end), RAM_END + 1, "its end" },
	{ FIELD(note.image.end), UINT64_MAX, "its end" },
};

static void each_field_broken(void **state)
{
	struct test_image t;
	int r;

	(void)state;
	for (size_t i = 0; i < COUNT(breakages); i++) {
		const struct breakage *b = &breakages[i];

		build_image(&t);
		memcpy((char *)&t + b->at, &b->value, b->size);
		r = load(&t);
		if (b->says ? r != -ENOEXEC || !strstr(err.text, b->says) : r)
			fail_msg("breakage %zu: %d, '%s', not '%s'", i, r,
				 err.text, b->says ? b->says : "");
	}
}

static bool in_code(const struct test_image *t, uint64_t addr)
{
	for (int i = 0; i < NR_SEGMENTS; i++) {
		const Elf64_Phdr *p = &t->seg[i];

		if (p->p_type == PT_LOAD && (p->p_flags & PF_X) &&
		    addr >= p->p_vaddr && addr < p->p_vaddr + p->p_filesz)
			return true;
	}
	return false;
}

/* All that is above and below RAM is inaccessible, so a stray write crashes. */
static void every_bit_flipped(void **state)
{
	struct test_image t;
	unsigned int accepted = 0, refused = 0;

	(void)state;
	for (size_t bit = 0; bit < 8 * offsetof(struct test_image, code);
	     bit++) {
		build_image(&t);
		((unsigned char *)&t)[bit / 8] ^= 1 << bit % 8;
		if (load(&t)) {
			refused++;
			continue;
		}
		accepted++;
		assert_true(in_code(&t, loaded.start));
		assert_true(in_code(&t, loaded.signal));
		assert_true(in_code(&t, loaded.restorer));
		assert_true(in_code(&t, loaded.call_ip));
		assert_true(loaded.end > TEST_KERNEL && loaded.end <= RAM_END);
	}
	/* fields that are not used, and addresses that stay in the code */
	assert_true(accepted > 200);
	assert_true(refused > 500);
}

static void every_length(void **state)
{
	struct test_image t;

	(void)state;
	build_image(&t);
	for (size_t n = 0; n < sizeof(t); n++)
		assert_int_equal(load_part(&t, n), -ENOEXEC);
}

static void other_notes_are_passed_over(void **state)
{
	struct {
		struct test_image t;
		Elf64_Nhdr head;
		char name[4], desc[4];
		unsigned char ours[sizeof(((struct test_image *)0)->note)];
	} f;

	(void)state;
	build_image(&f.t);
	f.head = (Elf64_Nhdr) { 4, 3, NABLA_NOTE_KERNEL };
	memcpy(f.name, "GNU", 4);
	memcpy(f.ours, &f.t.note, sizeof(f.ours));
	f.t.seg[NOTE_SEGMENT].p_offset = offsetof(__typeof__(f), head);
	f.t.seg[NOTE_SEGMENT].p_filesz =
		sizeof(f.head) + sizeof(f.name) + sizeof(f.desc) +
		sizeof(f.ours);
	assert_int_equal(load_part(&f, sizeof(f)), 0);
	assert_memory_equal(&loaded, &f.t.note.image, sizeof(loaded));
}

/* Its padding may be missing, and it need not have a description. */
static void the_last_note(void **state)
{
	struct {
		struct test_image t;
		Elf64_Nhdr head;
		char name[4], desc[3];
	} f;
	size_t first = sizeof(f.t.note);

	(void)state;
	for (size_t desc = 0; desc <= 3; desc++) {
		build_image(&f.t);
		/* ours, code and data in place of padding, then another one */
		f.t.seg[CODE_SEGMENT].p_offset = 0;
		f.t.seg[DATA_SEGMENT].p_offset = 0;
		memmove((char *)&f.head - first, &f.t.note, first);
		f.head = (Elf64_Nhdr) { 4, (Elf64_Word)desc, 77 };
		f.t.seg[NOTE_SEGMENT].p_offset =
			offsetof(__typeof__(f), head) - first;
		f.t.seg[NOTE_SEGMENT].p_filesz = first + 16 + desc;
		assert_int_equal(load_part(&f, offsetof(__typeof__(f), desc) +
					   desc), 0);
	}
}

static void segments_may_touch(void **state)
{
	struct test_image t;

	(void)state;
	build_image(&t);
	/* the second ends where the first starts */
	t.seg[DATA_SEGMENT].p_vaddr = TEST_KERNEL;
	t.seg[CODE_SEGMENT].p_vaddr = TEST_KERNEL +
				      t.seg[DATA_SEGMENT].p_memsz;
	t.note.image.start += t.seg[DATA_SEGMENT].p_memsz;
	t.note.image.signal += t.seg[DATA_SEGMENT].p_memsz;
	t.note.image.restorer += t.seg[DATA_SEGMENT].p_memsz;
	t.note.image.call_ip += t.seg[DATA_SEGMENT].p_memsz;
	assert_int_equal(load(&t), 0);
	t.seg[CODE_SEGMENT].p_vaddr--;
	assert_int_equal(load(&t), -ENOEXEC);
	assert_non_null(strstr(err.text, "overlap"));
	/* a segment may have no bytes in the file, even at its end */
	build_image(&t);
	t.seg[DATA_SEGMENT].p_filesz = 0;
	t.seg[DATA_SEGMENT].p_offset = sizeof(t);
	assert_int_equal(load(&t), 0);
}

static void as_many_segments_as_can_be(void **state)
{
	struct {
		struct test_image t;
		Elf64_Phdr seg[32];
	} f;

	(void)state;
	build_image(&f.t);
	memset(f.seg, 0, sizeof(f.seg));
	for (int i = 0; i < NR_SEGMENTS; i++)
		f.seg[31 - i] = f.t.seg[i];
	f.t.head.e_phoff = offsetof(__typeof__(f), seg);
	f.t.head.e_phnum = 32;
	assert_int_equal(load_part(&f, sizeof(f)), 0);
}

static void two_notes_are_one_too_many(void **state)
{
	struct test_image t;

	(void)state;
	build_image(&t);
	t.seg[DATA_SEGMENT] = t.seg[NOTE_SEGMENT];
	assert_int_equal(load(&t), -ENOEXEC);
	assert_non_null(strstr(err.text, "more than one"));
}

static void other_files(void **state)
{
	struct image i;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(image_load(&ram, fds[0], &loaded, &err), -ENOEXEC);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(image_load(&ram, -1, &loaded, &err), -EBADF);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(image_open(&i, "/nowhere", &err), -ENOENT);
	assert_non_null(strstr(err.text, "/nowhere"));
	assert_int_equal(image_open(&i, "/proc/self/exe", &err), -ENOEXEC);
	assert_non_null(strstr(err.text, "/proc/self/exe: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_image),
		cmocka_unit_test(each_field_broken),
		cmocka_unit_test(every_bit_flipped),
		cmocka_unit_test(every_length),
		cmocka_unit_test(other_notes_are_passed_over),
		cmocka_unit_test(the_last_note),
		cmocka_unit_test(segments_may_touch),
		cmocka_unit_test(as_many_segments_as_can_be),
		cmocka_unit_test(two_notes_are_one_too_many),
		cmocka_unit_test(other_files),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
