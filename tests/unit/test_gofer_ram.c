// SPDX-License-Identifier: ISC
/*
 * Guest RAM in the gofer: which file is taken for it, which segments are in it,
 * and that nothing touches it once it has been left.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <nabla/files.h>

#include "gofer/ram.h"

#define SIZE	(1UL << 20)

static struct ram ram;
static int file = -1;

static int make_file(unsigned int seals)
{
	int fd = memfd_create("ram", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, SIZE), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

/* A message with count descriptors, as it comes to the gofer. */
static void receive(int fd, size_t count)
{
	char byte = 'x', got[2];
	struct iovec iov = { &byte, 1 };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} extra = { 0 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	int pair[2], fds[2] = { fd, fd };

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	if (count) {
		extra.head.cmsg_level = SOL_SOCKET;
		extra.head.cmsg_type = SCM_RIGHTS;
		extra.head.cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(&extra.head), fds, count * sizeof(int));
		m.msg_control = &extra;
		m.msg_controllen = CMSG_SPACE(count * sizeof(int));
	}
	assert_int_equal(sendmsg(pair[0], &m, 0), 1);
	assert_int_equal(ram_receive(&ram, pair[1], got, sizeof(got)), 1);
	assert_int_equal(got[0], 'x');
	assert_true(ram.asked);
	close(pair[0]);
	close(pair[1]);
}

static unsigned int count_fds(void)
{
	unsigned int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static int set_up(void **state)
{
	(void)state;
	/* What fd_path() is relative to. */
	if (chdir("/proc/self/fd") < 0)
		return -1;
	file = make_file(F_SEAL_SHRINK | F_SEAL_GROW);
	ram_init(&ram);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ram_destroy(&ram);
	close(file);
	return 0;
}

static void taken(void **state)
{
	(void)state;
	receive(file, 1);
	assert_true(ram.fd >= 0);
	assert_int_equal(ram.size, SIZE);
}

static void refused(int fd, size_t count)
{
	unsigned int before = count_fds();

	receive(fd, count);
	assert_int_equal(ram.fd, -1);
	assert_int_equal(count_fds(), before);
}

/* A mapping of what can be cut short would be a SIGBUS or an error later. */
static void not_taken(void **state)
{
	int loose = make_file(F_SEAL_GROW), null = open("/dev/null", O_RDWR);
	int empty = memfd_create("empty", MFD_ALLOW_SEALING);

	(void)state;
	assert_int_equal(fcntl(empty, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	refused(loose, 1);
	refused(null, 1);
	refused(empty, 1);
	refused(-1, 0);
	close(loose);
	close(null);
	close(empty);
}

/* The first of several is taken, the host drops the others. */
static void not_more_than_one(void **state)
{
	unsigned int before = count_fds();

	(void)state;
	receive(file, 2);
	assert_true(ram.fd >= 0);
	assert_int_equal(count_fds(), before + 2);	/* and its position */
}

static int pieces(const struct nabla_segment *s, size_t count, size_t size)
{
	static struct iovec iov[NABLA_SEGMENTS_MAX];

	return ram_pieces(&ram, s, count * sizeof(*s), size, iov);
}

static void bad_segments(void **state)
{
	static const struct nabla_segment bad[] = {
		{ 0, 0, 0 }, { 0, 100, 1 }, { SIZE, 1, 0 }, { SIZE + 1, 1, 0 },
		{ SIZE - 10, 11, 0 }, { 0, SIZE + 1, 0 }, { ~0ULL, 1, 0 },
		{ ~0ULL - 50, 100, 0 }, { 1ULL << 63, 100, 0 },
		{ 1, 0xffffffff, 0 },
	};
	struct nabla_segment two[2] = { { 0, 100, 0 }, { 0, 0, 0 } };

	(void)state;
	two[1] = two[0];
	assert_int_equal(pieces(two, 2, 200), -EINVAL);	/* there is none */
	receive(file, 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(pieces(&bad[i], 1, bad[i].length), -EINVAL);
		two[1] = bad[i];
		assert_int_equal(pieces(two, 2, 100 + bad[i].length), -EINVAL);
	}
}

static void lengths_that_lie(void **state)
{
	struct nabla_segment s[2] = { { 10, 100, 0 }, { SIZE - 7, 7, 0 } };

	(void)state;
	receive(file, 1);
	assert_int_equal(pieces(s, 2, 107), 2);
	assert_int_equal(pieces(s, 2, 106), -EINVAL);
	assert_int_equal(pieces(s, 2, 108), -EINVAL);
	assert_int_equal(pieces(s, 2, 0), -EINVAL);
}

/* Two pieces out of order, from a file that ends in the second. */
static void filled(void **state)
{
	struct nabla_segment s[2] = { { 5000, 100, 0 }, { 77, 200, 0 } };
	struct iovec iov[NABLA_SEGMENTS_MAX];
	int from = make_file(0);
	char data[250], got[300];

	(void)state;
	receive(file, 1);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7 + 1);
	assert_int_equal(pwrite(from, data, sizeof(data), SIZE - 250), 250);
	assert_int_equal(ram_pieces(&ram, s, sizeof(s), 300, iov), 2);
	assert_int_equal(ram_fill(&ram, iov, 2, from, SIZE - 250), 250);
	assert_int_equal(pread(file, got, 101, 5000), 101);
	assert_memory_equal(got, data, 100);
	assert_int_equal(got[100], 0);
	assert_int_equal(pread(file, got, 200, 77), 200);
	assert_memory_equal(got, data + 100, 150);
	assert_int_equal(got[150], 0);
	assert_int_equal(ram_fill(&ram, iov, 2, from, SIZE), 0);
	close(from);
	assert_int_equal(ram_fill(&ram, iov, 2, from, 0), -EBADF);
}

static void *leave(void *left)
{
	ram_leave(&ram);
	*(volatile bool *)left = true;
	return NULL;
}

/* Who leaves it waits for whoever is in it; nobody gets in afterwards. */
static void left(void **state)
{
	struct iovec iov = { NULL, 1 };
	volatile bool done = false;
	pthread_t thread;

	(void)state;
	receive(file, 1);
	assert_int_equal(ram_enter(&ram), 0);
	assert_int_equal(pthread_create(&thread, NULL, leave, (void *)&done),
			 0);
	usleep(50000);
	assert_false(done);
	ram_exit(&ram);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(done);
	assert_int_equal(ram_enter(&ram), -EIO);
	iov.iov_base = ram.map;
	assert_int_equal(ram_fill(&ram, &iov, 1, file, 0), -EIO);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(taken), TEST(not_taken), TEST(not_more_than_one),
		TEST(bad_segments), TEST(lengths_that_lie), TEST(filled),
		TEST(left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
