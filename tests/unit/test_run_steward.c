// SPDX-License-Identifier: ISC
/*
 * Orders to the steward: what each does to a file, and that a wrong one does
 * nothing to any.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "tenders/run/tender.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define SIZE		65536
#define WHOLE		(2 * SIZE)	/* of the file around the disk */
#define START		(SIZE / 2)

enum { DISK, READONLY, NETWORK, NR };

static struct tender t;
static unsigned char content[WHOLE];

static int filled(void)
{
	int fd = memfd_create("test-disk", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, content, sizeof(content), 0), WHOLE);
	return fd;
}

static int fresh(void **state)
{
	(void)state;
	memset(content, 0xda, sizeof(content));
	memset(&t, 0, sizeof(t));
	t.nr_devices = NR;
	for (int i = 0; i < NR; i++)
		t.device[i] = (struct nabla_device) {
			.type = NABLA_DEV_BLOCK, .fd = filled(),
			.block_size = 512, .size = SIZE, .offset = START,
		};
	t.device[READONLY].features = NABLA_BLOCK_READONLY;
	t.device[NETWORK].type = NABLA_DEV_NET;
	t.ram.fd = filled();
	t.ram.size = WHOLE;
	return 0;
}

static int done(void **state)
{
	(void)state;
	for (int i = 0; i < NR; i++)
		close(t.device[i].fd);
	close(t.ram.fd);
	return 0;
}

static int order(uint32_t op, uint32_t device, uint64_t offset,
		 uint64_t length)
{
	const struct nabla_order o = {
		.op = op, .device = device, .offset = offset, .length = length,
	};

	return steward_carry_out(&t, &o);
}

/* All of the file is as it was, but [from, from + n), which is zero. */
static void zero_is(int fd, size_t from, size_t n)
{
	unsigned char got[WHOLE], wanted[WHOLE];

	memcpy(wanted, content, sizeof(wanted));
	memset(wanted + from, 0, n);
	assert_int_equal(pread(fd, got, sizeof(got), 0), WHOLE);
	assert_memory_equal(got, wanted, sizeof(got));
	assert_int_equal(lseek(fd, 0, SEEK_END), WHOLE);
}

static void a_part_is_discarded(void **state)
{
	(void)state;
	assert_int_equal(order(NABLA_ORDER_DISCARD, DISK, 1024, 8192), 0);
	zero_is(t.device[DISK].fd, START + 1024, 8192);
}

static void all_is_discarded(void **state)
{
	(void)state;
	assert_int_equal(order(NABLA_ORDER_DISCARD, DISK, 0, SIZE), 0);
	zero_is(t.device[DISK].fd, START, SIZE);
}

/* What the host's file system can't: the guest then writes zeros. */
static void zeros(void **state)
{
	(void)state;
	assert_int_equal(order(NABLA_ORDER_ZERO, DISK, 0, 4096), -EOPNOTSUPP);
	zero_is(t.device[DISK].fd, 0, 0);
}

static void flushes(void **state)
{
	(void)state;
	assert_int_equal(order(NABLA_ORDER_FLUSH, DISK, 0, 0), 0);
	close(t.device[DISK].fd);
	assert_int_equal(order(NABLA_ORDER_FLUSH, DISK, 0, 0), -EBADF);
}

static void memory_is_given_back(void **state)
{
	(void)state;
	assert_int_equal(order(NABLA_ORDER_GIVE, 0, 8192, 4096), 0);
	zero_is(t.ram.fd, 8192, 4096);
	assert_int_equal(order(NABLA_ORDER_GIVE, 0, 0, WHOLE), 0);
	zero_is(t.ram.fd, 0, WHOLE);
}

static const struct nabla_order wrong[] = {
	{ 0, 0, DISK, 0, 512 },
	{ 0, NABLA_ORDER_GIVE + 1, DISK, 0, 512 },
	{ 0, UINT32_MAX, DISK, 0, 512 },
	{ 0, NABLA_ORDER_FLUSH, DISK, 512, 0 },
	{ 0, NABLA_ORDER_FLUSH, DISK, 0, 512 },
	{ 0, NABLA_ORDER_FLUSH, READONLY, 0, 0 },
	{ 0, NABLA_ORDER_FLUSH, NETWORK, 0, 0 },
	{ 0, NABLA_ORDER_FLUSH, NR, 0, 0 },
	{ 0, NABLA_ORDER_FLUSH, UINT32_MAX, 0, 0 },
	{ 0, NABLA_ORDER_DISCARD, READONLY, 0, 512 },
	{ 0, NABLA_ORDER_DISCARD, NETWORK, 0, 512 },
	{ 0, NABLA_ORDER_DISCARD, NR, 0, 512 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 0, 0 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 1, 512 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 0, 513 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 0, SIZE + 512 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 512, SIZE },
	{ 0, NABLA_ORDER_DISCARD, DISK, SIZE, 512 },
	{ 0, NABLA_ORDER_DISCARD, DISK, -(uint64_t)512, 512 },
	{ 0, NABLA_ORDER_DISCARD, DISK, -(uint64_t)512, 1024 },
	{ 0, NABLA_ORDER_DISCARD, DISK, 512, -(uint64_t)512 },
	{ 0, NABLA_ORDER_ZERO, READONLY, 0, 512 },
	{ 0, NABLA_ORDER_ZERO, DISK, SIZE, 512 },
	{ 0, NABLA_ORDER_GIVE, 1, 0, 4096 },
	{ 0, NABLA_ORDER_GIVE, 0, 0, 0 },
	{ 0, NABLA_ORDER_GIVE, 0, 512, 4096 },
	{ 0, NABLA_ORDER_GIVE, 0, 0, 512 },
	{ 0, NABLA_ORDER_GIVE, 0, WHOLE, 4096 },
	{ 0, NABLA_ORDER_GIVE, 0, 4096, WHOLE },
	{ 0, NABLA_ORDER_GIVE, 0, -(uint64_t)4096, 4096 },
	{ 0, NABLA_ORDER_GIVE, 0, 4096, -(uint64_t)4096 },
};

static void wrong_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (steward_carry_out(&t, &wrong[i]) != -EINVAL)
			fail_msg("order %zu is carried out", i);
	for (int i = 0; i < NR; i++)
		zero_is(t.device[i].fd, 0, 0);
	zero_is(t.ram.fd, 0, 0);
}

static void larger_sectors(void **state)
{
	(void)state;
	t.device[DISK].block_size = 4096;
	assert_int_equal(order(NABLA_ORDER_DISCARD, DISK, 512, 4096), -EINVAL);
	assert_int_equal(order(NABLA_ORDER_DISCARD, DISK, 4096, 512), -EINVAL);
	assert_int_equal(order(NABLA_ORDER_DISCARD, DISK, 4096, 4096), 0);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_part_is_discarded),
		FRESH(all_is_discarded),
		FRESH(zeros),
		FRESH(flushes),
		FRESH(memory_is_given_back),
		FRESH(wrong_orders),
		FRESH(larger_sectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
