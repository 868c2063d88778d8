// SPDX-License-Identifier: ISC
/* Disks: what is taken for one, how it is described, and who may have it. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/err.h"
#include "tenders/run/devices.h"

static char path[] = "/tmp/test_run_block.XXXXXX";
static struct device_option o;
static struct nabla_device d;
static struct err err;

static int fresh(void **state)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 8192), 0);
	close(fd);
	o = (struct device_option) { .type = NABLA_DEV_BLOCK, .fd = -1 };
	snprintf(o.where, sizeof(o.where), "%s", path);
	d = (struct nabla_device) { .fd = -1 };
	err = (struct err) { 0 };
	return 0;
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static int lowest_free(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

/* Refused, and nothing that was opened stays so. */
static void refused(int code, const char *says)
{
	int before = lowest_free();

	assert_int_equal(block_open(&o, &d, &err), -code);
	assert_non_null(strstr(err.text, says));
	assert_int_equal(d.fd, -1);
	assert_int_equal(lowest_free(), before);
}

static void a_file(void **state)
{
	(void)state;
	assert_int_equal(block_open(&o, &d, &err), 0);
	assert_int_equal(d.size, 8192);
	assert_int_equal(d.block_size, 512);
	assert_int_equal(d.offset, 0);
	assert_int_equal(d.features, 0);
	assert_int_equal(fcntl(d.fd, F_GETFL) & O_ACCMODE, O_RDWR);
	close(d.fd);
}

static void read_only(void **state)
{
	(void)state;
	o.read_only = true;
	o.block_size = 4096;
	assert_int_equal(block_open(&o, &d, &err), 0);
	assert_int_equal(d.block_size, 4096);
	assert_int_equal(d.features, NABLA_BLOCK_READONLY);
	assert_int_equal(fcntl(d.fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	close(d.fd);
}

static void sizes(void **state)
{
	(void)state;
	assert_int_equal(truncate(path, 8191), 0);
	refused(EINVAL, "8191 bytes is no multiple of 512");
	assert_int_equal(truncate(path, 0), 0);
	refused(EINVAL, "0 bytes");
	assert_int_equal(truncate(path, 512), 0);
	o.block_size = 4096;
	refused(EINVAL, "512 bytes is no multiple of 4096");
}

static void not_a_disk(void **state)
{
	(void)state;
	snprintf(o.where, sizeof(o.where), "/dev/null");
	refused(ENOTBLK, "neither a file nor a disk");
	snprintf(o.where, sizeof(o.where), "/tmp");
	refused(EISDIR, "/tmp");
	o.read_only = true;
	refused(ENOTBLK, "neither a file nor a disk");
	snprintf(o.where, sizeof(o.where), "/nowhere");
	refused(ENOENT, "/nowhere");
}

static void inherited(void **state)
{
	(void)state;
	o.fd = open(path, O_RDONLY);
	assert_int_equal(block_open(&o, &d, &err), -EBADF);
	assert_non_null(strstr(err.text, "not open for reading and writing"));
	o.read_only = true;
	assert_int_equal(block_open(&o, &d, &err), 0);
	assert_int_equal(d.fd, o.fd);
	close(o.fd);
	o.fd = open(path, O_WRONLY);
	assert_int_equal(block_open(&o, &d, &err), -EBADF);
	/* a refused one is still its owner's */
	assert_int_equal(close(o.fd), 0);
}

static void locks(void **state)
{
	struct nabla_device first = { 0 };

	(void)state;
	assert_int_equal(block_open(&o, &first, &err), 0);
	refused(EBUSY, "in use");
	o.read_only = true;
	refused(EBUSY, "in use");
	close(first.fd);
	assert_int_equal(block_open(&o, &first, &err), 0);
	assert_int_equal(block_open(&o, &d, &err), 0);
	close(d.fd);
	d.fd = -1;
	o.read_only = false;
	refused(EBUSY, "in use");
	close(first.fd);
}

#define FRESH(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_file),
		FRESH(read_only),
		FRESH(sizes),
		FRESH(not_a_disk),
		FRESH(inherited),
		FRESH(locks),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
