// SPDX-License-Identifier: ISC
/* Errors, transfers by descriptor, strings and numbers. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"

static void error_messages(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_set(&e, EINVAL, "%s: %d", "a", 1), -EINVAL);
	assert_int_equal(e.code, EINVAL);
	assert_string_equal(e.text, "a: 1");
	errno = ENOENT;
	assert_int_equal(err_errno(&e, "opening %s", "x"), -ENOENT);
	assert_string_equal(e.text, "opening x: No such file or directory");
	assert_int_equal(err_context(&e, "%s", "k"), -ENOENT);
	assert_string_equal(e.text, "k: opening x: No such file or directory");
}

static void long_error_messages_are_cut(void **state)
{
	char text[1000];
	struct err e;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	errno = EIO;
	assert_int_equal(err_errno(&e, "%s", text), -EIO);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	assert_int_equal(err_context(&e, "%s", text), -EIO);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	err_set(&e, EIO, "why");
	text[sizeof(e.text) - 4] = '\0';
	err_context(&e, "%s", text);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	assert_string_equal(e.text + sizeof(e.text) - 4, ": w");
}

static int file_of(size_t n)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	char c = 'a';

	assert_true(fd >= 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pwrite(fd, &c, 1, (off_t)i), 1);
	return fd;
}

static void reading_all(void **state)
{
	static const size_t sizes[] = { 0, 1, 4094, 4095, 4096, 4097, 9000 };
	char *buf;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		cleanup_fd int fd = file_of(sizes[i]);

		buf = NULL;
		assert_int_equal(fd_read_all(fd, 10000, &buf, &n), 0);
		assert_int_equal(n, sizes[i]);
		assert_int_equal(buf[n], '\0');
		assert_int_equal(strlen(buf), n);
		free(buf);
		lseek(fd, 0, SEEK_SET);
		assert_int_equal(fd_read_all(fd, sizes[i], &buf, &n), 0);
		assert_int_equal(n, sizes[i]);
		free(buf);
		if (!sizes[i])
			continue;
		lseek(fd, 0, SEEK_SET);
		assert_int_equal(fd_read_all(fd, sizes[i] - 1, &buf, &n),
				 -EFBIG);
	}
	assert_int_equal(fd_read_all(-1, 100, &buf, &n), -EBADF);
}

static void reading_exactly(void **state)
{
	cleanup_fd int fd = file_of(10);
	char buf[11];

	(void)state;
	assert_int_equal(fd_read_full(fd, buf, 10), 0);
	assert_int_equal(fd_read_full(fd, buf, 1), -ENODATA);
	assert_int_equal(errno, ENODATA);
	assert_int_equal(fd_pread_full(fd, buf, 5, 5), 0);
	assert_int_equal(fd_pread_full(fd, buf, 6, 5), -ENODATA);
	assert_int_equal(fd_pread_full(-1, buf, 6, 5), -EBADF);
	assert_int_equal(fd_read_full(-1, buf, 0), 0);
}

static void writing_and_flags(void **state)
{
	int fds[2];
	char buf[3];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fd_write_full(fds[1], "abc", 3), 0);
	assert_int_equal(fd_read_full(fds[0], buf, 3), 0);
	assert_memory_equal(buf, "abc", 3);
	assert_int_equal(fd_write_full(fds[0], "abc", 3), -EBADF);
	assert_int_equal(fd_set_nonblock(fds[0]), 0);
	assert_int_equal(fd_read_full(fds[0], buf, 1), -EAGAIN);
	assert_int_equal(fd_set_cloexec(fds[0], true), 0);
	assert_int_equal(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(fd_set_cloexec(fds[0], false), 0);
	assert_int_equal(fcntl(fds[0], F_GETFD), 0);
	assert_true(fd_is_open(fds[0]));
	close(fds[0]);
	assert_false(fd_is_open(fds[0]));
	assert_int_equal(fd_set_nonblock(fds[0]), -EBADF);
	close(fds[1]);
}

static void ownership(void **state)
{
	int seen, taken;

	(void)state;
	{
		cleanup_fd int fd = file_of(1);

		seen = fd;
		errno = EIO;
	}
	assert_int_equal(errno, EIO);
	assert_false(fd_is_open(seen));
	{
		cleanup_fd int fd = file_of(1);

		taken = steal_fd(&fd);
		assert_int_equal(fd, -1);
	}
	assert_true(fd_is_open(taken));
	close(taken);
}

static void copies(void **state)
{
	char buf[4] = "zz";

	(void)state;
	assert_int_equal(str_copy(buf, sizeof(buf), "abc"), 0);
	assert_string_equal(buf, "abc");
	assert_int_equal(str_copy(buf, sizeof(buf), "abcd"), -ENAMETOOLONG);
	assert_string_equal(buf, "abc");
	assert_int_equal(str_copy(buf, 0, ""), -ENAMETOOLONG);
	assert_int_equal(str_copy(buf, 1, ""), 0);
}

static void numbers(void **state)
{
	static const char *const bad[] = {
		"", " ", " 1", "1 ", "+1", "-1", "0x1", "1a", "a", "1.0", "x",
	};
	uint64_t v = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(str_u64(bad[i], 10, 0, UINT64_MAX, &v),
				 -EINVAL);
	assert_int_equal(v, 77);
	assert_int_equal(str_u64("18446744073709551615", 10, 0, UINT64_MAX,
				 &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(str_u64("18446744073709551616", 10, 0, UINT64_MAX,
				 &v), -ERANGE);
	assert_int_equal(str_u64("5", 10, 6, 7, &v), -ERANGE);
	assert_int_equal(str_u64("8", 10, 6, 7, &v), -ERANGE);
	assert_int_equal(str_u64("fF", 16, 0, 255, &v), 0);
	assert_int_equal(v, 255);
	assert_int_equal(str_u64("777", 8, 0, 511, &v), 0);
	assert_int_equal(str_u64("8", 8, 0, 511, &v), -EINVAL);
	assert_int_equal(str_u64("0x", 16, 0, 511, &v), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_messages),
		cmocka_unit_test(long_error_messages_are_cut),
		cmocka_unit_test(reading_all),
		cmocka_unit_test(reading_exactly),
		cmocka_unit_test(writing_and_flags),
		cmocka_unit_test(ownership),
		cmocka_unit_test(copies),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
