// SPDX-License-Identifier: ISC
/* The message channel as the tender takes it. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
