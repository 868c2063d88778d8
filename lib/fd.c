// SPDX-License-Identifier: ISC
/*
 * File descriptors: transfers that are not cut short, and flags.  Every loop
 * ends: each turn moves at least one byte, or fails, or was interrupted by a
 * signal.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"

static int fail(int code)
{
	errno = code;
	return -code;
}

int fd_read_full(int fd, void *buf, size_t n)
{
	char *p = buf;

	while (n) {
		ssize_t r = read(fd, p, n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return fail(r ? errno : ENODATA);
		p += r;
		n -= (size_t)r;
	}
	return 0;
}

int fd_pread_full(int fd, void *buf, size_t n, off_t offset)
{
	char *p = buf;

	while (n) {
		ssize_t r = pread(fd, p, n, offset);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return fail(r ? errno : ENODATA);
		p += r;
		n -= (size_t)r;
		offset += r;
	}
	return 0;
}

int fd_write_full(int fd, const void *buf, size_t n)
{
	const char *p = buf;

	while (n) {
		ssize_t r = write(fd, p, n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return fail(errno);
		p += r;
		n -= (size_t)r;
	}
	return 0;
}

/* Doubles a buffer, up to max + 1 bytes: one for the NUL. */
static int grow(char **buf, size_t *size, size_t max)
{
	size_t want = *size ? *size * 2 : 4096;
	char *p;

	if (want > max + 1)
		want = max + 1;
	p = realloc(*buf, want);
	if (!p)
		return fail(ENOMEM);
	*buf = p;
	*size = want;
	return 0;
}

/* A full buffer is no error if the file ends just here. */
static int expect_end(int fd)
{
	char c;
	ssize_t r;

	do
		r = read(fd, &c, 1);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return fail(errno);
	return r ? fail(EFBIG) : 0;
}

int fd_read_all(int fd, size_t max, char **buf, size_t *len)
{
	cleanup_free char *p = NULL;
	size_t size = 0, n = 0;
	ssize_t r = 1;

	while (r) {
		if (n + 1 >= size && n < max && grow(&p, &size, max) < 0)
			return -errno;
		if (n == max) {
			if (!p && grow(&p, &size, max) < 0)
				return -errno;
			if (expect_end(fd) < 0)
				return -errno;
			break;
		}
		r = read(fd, p + n, size - 1 - n);
		if (r < 0 && errno != EINTR)
			return fail(errno);
		n += r > 0 ? (size_t)r : 0;
	}
	p[n] = '\0';
	*buf = steal_ptr(&p);
	*len = n;
	return 0;
}

bool fd_is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

int fd_set_nonblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return fail(errno);
	return 0;
}

int fd_set_cloexec(int fd, bool on)
{
	if (fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0) < 0)
		return fail(errno);
	return 0;
}
