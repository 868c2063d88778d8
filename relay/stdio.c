// SPDX-License-Identifier: ISC
/*
 * The client's descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "relay/stdio.h"

/*
 * An open file of our own, that does not block, takes the number.  What can't
 * be opened anew - another user's, or without /proc - stays as it is: what is
 * written after a poll() is then small enough for a pipe not to block.
 */
static void open_anew(int fd)
{
	int flags = fcntl(fd, F_GETFL) & O_ACCMODE;
	char path[32];
	cleanup_fd int new = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	new = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (new >= 0)
		dup2(new, fd);
}

/* A file would be written from its start again. */
static bool opens_anew(mode_t mode)
{
	return S_ISFIFO(mode) || S_ISCHR(mode);
}

static int open_one(struct stdio *io, int fd, struct err *e)
{
	struct stat st;

	*io = (struct stdio){ .fd = fd, .credit = NABLA_CONTROL_WINDOW };
	if (fstat(fd, &st) < 0)
		return err_errno(e, "descriptor %d", fd);
	io->socket = S_ISSOCK(st.st_mode);
	if (opens_anew(st.st_mode))
		open_anew(fd);
	return 0;
}

int stdio_open(struct stdio io[3], bool tty, struct err *e)
{
	int rc = 0;

	for (int fd = 0; !rc && fd < 3; fd++) {
		/*
		 * Output through a descriptor of its own, which can be closed.
		 */
		if (tty && fd && dup2(0, fd) < 0)
			return err_errno(e, "descriptor %d", fd);
		rc = open_one(&io[fd], fd, e);
	}
	return rc;
}

ssize_t stdio_read(struct stdio *io, void *buf, size_t size)
{
	ssize_t n;

	do
		n = io->socket ? recv(io->fd, buf, size, MSG_DONTWAIT) :
				 read(io->fd, buf, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int stdio_put(struct stdio *io, const void *data, size_t size)
{
	if (io->fd < 0)
		return 0;
	if (!io->buffer) {
		io->buffer = malloc(NABLA_CONTROL_WINDOW);
		if (!io->buffer)
			return -ENOMEM;
	}
	if (io->end + size > NABLA_CONTROL_WINDOW) {
		memmove(io->buffer, io->buffer + io->at, io->end - io->at);
		io->end -= io->at;
		io->at = 0;
	}
	if (io->end + size > NABLA_CONTROL_WINDOW)
		return -EPROTO;
	memcpy(io->buffer + io->end, data, size);
	io->end += size;
	return 0;
}

static ssize_t write_some(struct stdio *io)
{
	size_t size = io->end - io->at;
	ssize_t n;

	if (size > PIPE_BUF)
		size = PIPE_BUF;
	do
		n = io->socket ? send(io->fd, io->buffer + io->at, size,
				      MSG_DONTWAIT | MSG_NOSIGNAL) :
				 write(io->fd, io->buffer + io->at, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int stdio_flush(struct stdio *io)
{
	ssize_t n = 0;

	if (io->at < io->end) {
		n = write_some(io);
		if (n > 0) {
			io->at += n;
			io->owed += n;
		}
	}
	if (io->at == io->end)
		io->at = io->end = 0;
	if (!io->end && io->last)
		stdio_close(io);
	return n == -EAGAIN || n > 0 ? 0 : n;
}

void stdio_close(struct stdio *io)
{
	if (io->fd >= 0)
		close(io->fd);
	free(io->buffer);
	io->fd = -1;
	io->buffer = NULL;
	io->at = io->end = 0;
}
