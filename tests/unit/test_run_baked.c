// SPDX-License-Identifier: ISC
/*
 * Baked images: what the tender makes of a good one, and each field broken by
 * itself; then every single bit.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <nabla/config.h>

#include "image_builder.h"
#include "lib/err.h"
#include "tenders/run/baked.h"
#include "tenders/run/tender.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CONFIG	"env\0A=1\0arg\0/sh"

struct baked_image {
	struct test_image t;
	Elf64_Phdr seg[NR_SEGMENTS + 1];
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct nabla_baked baked;
	} __attribute__((packed)) note;
	char config[sizeof(CONFIG)];
	char root[8192] __attribute__((aligned(4096)));
};

static struct tender t;
static struct baked_image image;
static struct err err;
static char *no_args[] = { NULL };

static void build(struct baked_image *b)
{
	memset(b, 0, sizeof(*b));
	build_image(&b->t);
	memcpy(b->seg, b->t.seg, sizeof(b->t.seg));
	b->t.head.e_phoff = offsetof(struct baked_image, seg);
	b->t.head.e_phnum = NR_SEGMENTS + 1;
	b->seg[NR_SEGMENTS] = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_align = 4,
		.p_offset = offsetof(struct baked_image, note),
		.p_filesz = sizeof(b->note),
	};
	b->note.head = (Elf64_Nhdr) {
		sizeof(NABLA_NOTE_NAME), sizeof(struct nabla_baked),
		NABLA_NOTE_BAKED,
	};
	memcpy(b->note.name, NABLA_NOTE_NAME, sizeof(NABLA_NOTE_NAME));
	b->note.baked = (struct nabla_baked) {
		.version = NABLA_BAKED_VERSION, .mem = 4,
		.root_offset = offsetof(struct baked_image, root),
		.root_size = sizeof(b->root),
		.config_offset = offsetof(struct baked_image, config),
		.config_size = sizeof(b->config),
		.net = { "eth0", "eth1" },
	};
	memcpy(b->config, CONFIG, sizeof(CONFIG));
	memset(b->root, 'r', sizeof(b->root));
}

static int fresh(void **state)
{
	(void)state;
	build(&image);
	memset(&t, 0, sizeof(t));
	memset(&err, 0, sizeof(err));
	t.opt.config_fd = -1;
	t.opt.args = no_args;
	return 0;
}

/* Its file's descriptor stays open. */
static int read_image(void)
{
	int fd = build_file(&image, sizeof(image));

	assert_true(fd >= 0);
	memset(&err, 0, sizeof(err));
	return image_read(&t.file, fd, &err);
}

static void a_good_image(void **state)
{
	(void)state;
	assert_int_equal(read_image(), 0);
	assert_true(t.file.have_baked);
	assert_memory_equal(&t.file.baked, &image.note.baked,
			    sizeof(t.file.baked));
	close(t.file.file.fd);
}

static void its_root_is_a_disk(void **state)
{
	const struct nabla_device *d = &t.device[2];

	(void)state;
	assert_int_equal(read_image(), 0);
	assert_int_equal(baked_devices(&t, &err), -ENODEV);
	assert_non_null(strstr(err.text, "--net:eth0="));
	t.device[0] = (struct nabla_device) { NABLA_DEV_NET, 5, "eth0" };
	t.device[1] = (struct nabla_device) { NABLA_DEV_BLOCK, 6, "eth1" };
	t.nr_devices = 2;
	assert_int_equal(baked_devices(&t, &err), -ENODEV);
	assert_non_null(strstr(err.text, "--net:eth1="));
	t.device[1].type = NABLA_DEV_NET;
	assert_int_equal(baked_devices(&t, &err), 0);
	assert_int_equal(t.nr_devices, 3);
	assert_int_equal(d->type, NABLA_DEV_BLOCK);
	assert_int_equal(d->fd, t.file.file.fd);
	assert_string_equal(d->name, "root");
	assert_int_equal(d->features, NABLA_BLOCK_READONLY);
	assert_int_equal(d->offset, image.note.baked.root_offset);
	assert_int_equal(d->size, sizeof(image.root));
	assert_int_equal(d->block_size, 512);
	assert_int_equal(baked_devices(&t, &err), -EEXIST);
	t.device[2].name[0] = 'x';
	t.nr_devices = NABLA_DEVICES_MAX;
	assert_int_equal(baked_devices(&t, &err), -E2BIG);
	close(t.file.file.fd);
}

static void its_description_comes_first(void **state)
{
	char *args[] = { "-c", NULL };

	(void)state;
	assert_int_equal(read_image(), 0);
	assert_int_equal(build_ram(&t.ram), 0);
	t.image.end = NABLA_RAM + 0x300000;
	t.opt.config = "@";
	t.opt.config_fd = build_file("cwd\0/", 6);
	t.opt.args = args;
	assert_int_equal(payload_load(&t, &err), 0);
	assert_int_equal(t.config_size, sizeof(CONFIG) + 6 + 7);
	assert_memory_equal(t.ram.map + t.config.off,
			    CONFIG "\0cwd\0/\0arg\0-c", t.config_size);
	munmap(t.ram.map - 4096, TEST_RAM_SIZE + 8192);
	close(t.ram.fd);
	close(t.file.file.fd);
}

static void a_record_cut_short(void **state)
{
	char to[sizeof(CONFIG)];

	(void)state;
	image.note.baked.config_size--;
	assert_int_equal(read_image(), 0);
	assert_int_equal(baked_config(&t.file, to, &err), -ENOEXEC);
	assert_non_null(strstr(err.text, "within a record"));
	close(t.file.file.fd);
}

static void nothing_baked(void **state)
{
	(void)state;
	image.seg[NR_SEGMENTS].p_type = PT_NULL;
	assert_int_equal(read_image(), 0);
	assert_false(t.file.have_baked);
	close(t.file.file.fd);
}

struct breakage {
	size_t at, size;
	uint64_t value;
	const char *says;		/* NULL: it is accepted */
};

#define FIELD(f) offsetof(struct baked_image, note.f), \
		 sizeof(((struct baked_image *)0)->note.f)
#define FILE_SIZE sizeof(struct baked_image)

static const struct breakage breakages[] = {
	{ FIELD(head.n_descsz), 167, "strange size" },
	{ FIELD(head.n_descsz), 169, "cut short" },
	{ FIELD(head.n_type), NABLA_NOTE_KERNEL, "strange size" },
	{ FIELD(baked.version), 0, "version" },
	{ FIELD(baked.version), NABLA_BAKED_VERSION + 1, "version" },
	{ FIELD(baked.mem), 0, NULL },
	{ FIELD(baked.mem), NABLA_RAM_MAX >> 20, NULL },
	{ FIELD(baked.mem), (NABLA_RAM_MAX >> 20) + 1, "more memory" },
	{ FIELD(baked.mem), UINT32_MAX, "more memory" },
	{ FIELD(baked.root_offset), 0, NULL },
	{ FIELD(baked.root_offset), 512, "whole pages" },
	{ FIELD(baked.root_offset), 1, "whole pages" },
	{ FIELD(baked.root_offset), FILE_SIZE, "not in the file" },
	{ FIELD(baked.root_offset), FILE_SIZE - 4096, "not in the file" },
	{ FIELD(baked.root_offset), -(uint64_t)4096, "not in the file" },
	{ FIELD(baked.root_size), 0, "whole pages" },
	{ FIELD(baked.root_size), 512, "whole pages" },
	{ FIELD(baked.root_size), 4096, NULL },
	{ FIELD(baked.root_size), 8192 + 4096, "not in the file" },
	{ FIELD(baked.root_size), -(uint64_t)4096, "not in the file" },
	{ FIELD(baked.config_offset), FILE_SIZE, "not in the file" },
	{ FIELD(baked.config_offset), UINT64_MAX, "not in the file" },
	{ FIELD(baked.config_size), 0, NULL },
	{ FIELD(baked.config_size), NABLA_CONFIG_MAX + 1, "too long" },
	{ FIELD(baked.config_size), UINT64_MAX, "too long" },
	{ FIELD(baked.config_size), FILE_SIZE, "not in the file" },
	{ FIELD(baked.net[0][0]), 0, "names" },
	{ FIELD(baked.net[0][1]), '/', "names" },
	{ FIELD(baked.net[0][1]), ' ', "names" },
	{ FIELD(baked.net[0][1]), '=', "names" },
	{ FIELD(baked.net[1][0]), 0, NULL },
	{ FIELD(baked.net[3][0]), 'x', "names" },
	{ FIELD(baked.net[7][15]), 'x', NULL },
};

static void each_field_broken(void **state)
{
	int r;

	(void)state;
	for (size_t i = 0; i < COUNT(breakages); i++) {
		const struct breakage *b = &breakages[i];

		build(&image);
		memcpy((char *)&image + b->at, &b->value, b->size);
		r = read_image();
		if (b->says ? r != -ENOEXEC || !strstr(err.text, b->says) : r)
			fail_msg("breakage %zu: %d, '%s', not '%s'", i, r,
				 err.text, b->says ? b->says : "");
		close(t.file.file.fd);
	}
	build(&image);
	memset(image.note.baked.net[1], 'x', NABLA_NAME_MAX);
	assert_int_equal(read_image(), -ENOEXEC);
}

static void two_notes_are_one_too_many(void **state)
{
	(void)state;
	image.seg[1] = image.seg[NR_SEGMENTS];
	assert_int_equal(read_image(), -ENOEXEC);
	assert_non_null(strstr(err.text, "more than one"));
}

/* Whatever is accepted lies in the file. */
static void every_bit_flipped(void **state)
{
	const size_t from = offsetof(struct baked_image, note);
	const struct nabla_baked *b = &t.file.baked;
	unsigned int accepted = 0, refused = 0;

	(void)state;
	for (size_t bit = 8 * from; bit < 8 * (from + sizeof(image.note));
	     bit++) {
		build(&image);
		((unsigned char *)&image)[bit / 8] ^= 1 << bit % 8;
		if (read_image()) {
			refused++;
			assert_true(err.text[0]);
		} else {
			accepted++;
			assert_true(b->root_offset <= FILE_SIZE);
			assert_true(b->config_offset <= FILE_SIZE);
			assert_true(b->root_size <= FILE_SIZE -
				    b->root_offset);
			assert_true(b->config_size <= FILE_SIZE -
				    b->config_offset);
		}
		close(t.file.file.fd);
	}
	assert_true(accepted > 50);
	assert_true(refused > 300);
}

#define FRESH(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_good_image),
		FRESH(its_root_is_a_disk),
		FRESH(its_description_comes_first),
		FRESH(a_record_cut_short),
		FRESH(nothing_baked),
		FRESH(each_field_broken),
		FRESH(two_notes_are_one_too_many),
		FRESH(every_bit_flipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
