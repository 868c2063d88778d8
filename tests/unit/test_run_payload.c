// SPDX-License-Identifier: ISC
/* Guest memory, and what is put at its top. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <nabla/config.h>

#include "image_builder.h"
#include "lib/err.h"
#include "tenders/run/tender.h"

#define KERNEL_END	0x300000UL

static struct tender t;
static struct err err;
static char *no_args[] = { NULL };

static int fresh(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	memset(&err, 0, sizeof(err));
	t.image.end = NABLA_RAM + KERNEL_END;
	t.opt.config_fd = -1;
	t.opt.args = no_args;
	return build_ram(&t.ram);
}

static int done(void **state)
{
	(void)state;
	munmap(t.ram.map - 4096, TEST_RAM_SIZE + 8192);
	close(t.ram.fd);
	return 0;
}

static void config_is(const void *bytes, size_t n)
{
	assert_int_equal(t.config_size, n);
	assert_memory_equal(t.ram.map + t.config.off, bytes, n);
}

static const char *temporary(size_t size)
{
	static char path[64];
	int fd = memfd_create("file", 0);

	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

static void addresses(void **state)
{
	(void)state;
	assert_ptr_equal(ram_at(&t.ram, (gpa) { 0 }, 1), t.ram.map);
	assert_non_null(ram_at(&t.ram, (gpa) { 0 }, TEST_RAM_SIZE));
	assert_null(ram_at(&t.ram, (gpa) { 1 }, TEST_RAM_SIZE));
	assert_null(ram_at(&t.ram, (gpa) { 0 }, TEST_RAM_SIZE + 1));
	assert_non_null(ram_at(&t.ram, (gpa) { TEST_RAM_SIZE }, 0));
	assert_null(ram_at(&t.ram, (gpa) { TEST_RAM_SIZE + 1 }, 0));
	assert_null(ram_at(&t.ram, (gpa) { UINT64_MAX }, 1));
	assert_null(ram_at(&t.ram, (gpa) { 1 }, UINT64_MAX));
}

static void the_top(void **state)
{
	gpa at, floor = { TEST_RAM_SIZE - 3 * 4096 };

	(void)state;
	assert_int_equal(ram_take_top(&t.ram, 1, floor, &at), 0);
	assert_int_equal(at.off, TEST_RAM_SIZE - 4096);
	assert_int_equal(ram_take_top(&t.ram, 4096, floor, &at), 0);
	assert_int_equal(at.off, TEST_RAM_SIZE - 2 * 4096);
	assert_int_equal(ram_take_top(&t.ram, 4097, floor, &at), -ENOSPC);
	assert_int_equal(ram_take_top(&t.ram, UINT64_MAX, floor, &at), -ENOSPC);
	assert_int_equal(ram_take_top(&t.ram, 4096, floor, &at), 0);
	assert_int_equal(ram_take_top(&t.ram, 1, floor, &at), -ENOSPC);
}

static void nothing_to_put(void **state)
{
	(void)state;
	assert_int_equal(payload_load(&t, &err), 0);
	assert_int_equal(t.initrd_size, 0);
	assert_int_equal(t.config_size, 0);
	assert_int_equal(t.ram.top, TEST_RAM_SIZE);
}

static void arguments(void **state)
{
	char *args[] = { "sh", "", "a b", NULL };

	(void)state;
	t.opt.args = args;
	assert_int_equal(payload_load(&t, &err), 0);
	config_is("arg\0sh\0arg\0\0arg\0a b", 20);
	assert_int_equal(t.config.off, TEST_RAM_SIZE - 4096);
}

static void configuration_then_arguments(void **state)
{
	char *args[] = { "x", NULL };
	static const char text[] = "cwd\0/tmp";

	(void)state;
	t.opt.config = "@";
	t.opt.config_fd = build_file(text, sizeof(text));
	t.opt.args = args;
	assert_int_equal(payload_load(&t, &err), 0);
	config_is("cwd\0/tmp\0arg\0x", 15);
	assert_int_equal(fcntl(t.opt.config_fd, F_GETFD), -1);
}

static void a_record_cut_short(void **state)
{
	(void)state;
	t.opt.config = "@";
	t.opt.config_fd = build_file("cwd", 3);
	assert_int_equal(payload_load(&t, &err), -EINVAL);
}

static void the_largest_configuration(void **state)
{
	char *args[] = { "", NULL };

	(void)state;
	t.opt.config = temporary(NABLA_CONFIG_MAX);
	t.image.end = NABLA_RAM + NABLA_KERNEL_PHYS;
	assert_int_equal(payload_load(&t, &err), 0);
	assert_int_equal(t.config_size, NABLA_CONFIG_MAX);
	t.opt.args = args;
	assert_int_equal(payload_load(&t, &err), -E2BIG);
	t.opt.args = no_args;
	t.opt.config = temporary(NABLA_CONFIG_MAX + 1);
	assert_int_equal(payload_load(&t, &err), -EFBIG);
}

static void an_initrd_above_it(void **state)
{
	char *args[] = { "x", NULL };

	(void)state;
	memset(t.ram.map + TEST_RAM_SIZE - 8192, 'x', 8192);
	t.opt.args = args;
	t.opt.initrd = temporary(4097);
	assert_int_equal(payload_load(&t, &err), 0);
	assert_int_equal(t.initrd_size, 4097);
	assert_int_equal(t.initrd.off, TEST_RAM_SIZE - 8192);
	assert_int_equal(t.ram.map[t.initrd.off], 0);
	assert_int_equal(t.ram.map[t.initrd.off + 4096], 0);
	assert_int_equal(t.config.off, TEST_RAM_SIZE - 3 * 4096);
	config_is("arg\0x", 6);
}

static void not_over_the_kernel(void **state)
{
	(void)state;
	t.opt.initrd = temporary(TEST_RAM_SIZE - KERNEL_END);
	assert_int_equal(payload_load(&t, &err), 0);
	t.ram.top = TEST_RAM_SIZE;
	t.opt.initrd = temporary(TEST_RAM_SIZE - KERNEL_END + 1);
	assert_int_equal(payload_load(&t, &err), -ENOSPC);
	t.opt.initrd = "/nowhere";
	assert_int_equal(payload_load(&t, &err), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses, fresh, done),
		cmocka_unit_test_setup_teardown(the_top, fresh, done),
		cmocka_unit_test_setup_teardown(nothing_to_put, fresh, done),
		cmocka_unit_test_setup_teardown(arguments, fresh, done),
		cmocka_unit_test_setup_teardown(configuration_then_arguments,
						fresh, done),
		cmocka_unit_test_setup_teardown(a_record_cut_short, fresh,
						done),
		cmocka_unit_test_setup_teardown(the_largest_configuration,
						fresh, done),
		cmocka_unit_test_setup_teardown(an_initrd_above_it, fresh,
						done),
		cmocka_unit_test_setup_teardown(not_over_the_kernel, fresh,
						done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
