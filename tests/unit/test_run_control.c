// SPDX-License-Identifier: ISC
/* The message channel as the tender takes it, and its first message. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <nabla/control.h>

#include "lib/err.h"
#include "tenders/run/devices.h"

static struct err e;

static int adopt(int type)
{
	struct device_option o = { .type = NABLA_DEV_CONTROL };
	struct nabla_device d = { 0 };
	int pair[2], rc;

	assert_int_equal(socketpair(AF_UNIX, type, 0, pair), 0);
	o.fd = pair[0];
	rc = control_adopt(&o, &d, &e);
	if (!rc) {
		assert_int_equal(d.fd, pair[0]);
		assert_true(fcntl(d.fd, F_GETFL) & O_NONBLOCK);
	}
	close(pair[0]);
	close(pair[1]);
	return rc;
}

static void kinds_of_socket(void **state)
{
	(void)state;
	assert_int_equal(adopt(SOCK_SEQPACKET), 0);
	assert_int_equal(adopt(SOCK_STREAM), -EPROTOTYPE);
	assert_non_null(strstr(e.text, "is no SEQPACKET socket"));
	assert_int_equal(adopt(SOCK_DGRAM), -EPROTOTYPE);
}

static void first_message(void **state)
{
	int memfd = memfd_create("ram", 0), pair[2], got = -1;
	struct nabla_control head = { 0 };
	struct iovec part = { &head, sizeof(head) };
	char room[CMSG_SPACE(sizeof(int))]
		__attribute__((aligned(sizeof(size_t))));
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	struct stat a, b;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(control_introduce(pair[0], memfd, &e), 0);
	assert_int_equal(recvmsg(pair[1], &m, 0), sizeof(head));
	assert_int_equal(head.type, NABLA_CONTROL_MEMORY);
	assert_non_null(CMSG_FIRSTHDR(&m));
	memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(got));
	assert_int_equal(fstat(memfd, &a) | fstat(got, &b), 0);
	assert_int_equal(a.st_ino, b.st_ino);
	close(pair[1]);
	assert_int_equal(control_introduce(pair[0], memfd, &e), -EPIPE);
	close(pair[0]);
	close(memfd);
	close(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_socket),
		cmocka_unit_test(first_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
