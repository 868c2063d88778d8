// SPDX-License-Identifier: ISC
/*
 * A client's side of nabla-relay.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/relay.h"
#include "lib/str.h"

/* A path that is too long for an address is reached through a descriptor. */
static int set_address(struct sockaddr_un *a, const char *path, int *by)
{
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!str_copy(a->sun_path, sizeof(a->sun_path), path))
		return 0;
	*by = open(path, O_PATH | O_CLOEXEC);
	snprintf(a->sun_path, sizeof(a->sun_path), "/proc/self/fd/%d", *by);
	return *by < 0 ? -errno : 0;
}

/* A relay that takes nothing, being stopped, is not waited for for ever. */
static void limit_sending(int fd)
{
	const struct timeval t = { .tv_sec = RELAY_TAKES_S };

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}

static int failed(struct err *e, const char *doing, const char *what)
{
	if (errno == EAGAIN)
		return err_set(e, ETIMEDOUT, "%s %s: the relay does not answer",
			       doing, what);
	return err_errno(e, "%s %s", doing, what);
}

int relay_connect(const char *path, struct err *e)
{
	cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	cleanup_fd int by = -1;
	struct sockaddr_un a;

	if (fd < 0)
		return err_errno(e, "a socket for %s", path);
	limit_sending(fd);
	if (set_address(&a, path, &by) < 0 ||
	    connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return failed(e, "connecting to", path);
	return steal_fd(&fd);
}

int relay_send(int fd, unsigned int type, unsigned int flags,
	       const void *payload, size_t size, struct err *e)
{
	struct nabla_control head = { .type = type, .flags = flags };
	struct iovec part[2] = {
		{ &head, sizeof(head) }, { (void *)payload, size },
	};
	struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };
	ssize_t n;

	if (size > CONTROL_PAYLOAD_MAX)
		return err_set(e, EMSGSIZE, "%s of %zu bytes",
			       control_name(type), size);
	do
		n = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? failed(e, "sending", control_name(type)) : 0;
}

int relay_describe(int fd, unsigned int type, unsigned int flags,
		   const char *records, size_t size, struct err *e)
{
	int rc = 0;

	while (!rc && size > CONTROL_PAYLOAD_MAX) {
		rc = relay_send(fd, type, flags | NABLA_CONTROL_MORE, records,
				CONTROL_PAYLOAD_MAX, e);
		records += CONTROL_PAYLOAD_MAX;
		size -= CONTROL_PAYLOAD_MAX;
	}
	return rc ? rc : relay_send(fd, type, flags, records, size, e);
}

static int await(int fd, int ms, struct err *e)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&p, 1, ms);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(e, "waiting for the relay");
	return n ? 0 : err_set(e, ETIMEDOUT, "the relay does not answer");
}

int relay_receive(int fd, struct control_frame *f, size_t *size, int ms,
		  struct err *e)
{
	ssize_t n;
	int rc = await(fd, ms, e);

	if (rc)
		return rc;
	do
		n = recv(fd, f, sizeof(*f), 0);
	while (n < 0 && errno == EINTR);
	if (!n || (n < 0 && errno == ECONNRESET))
		return err_set(e, EPIPE, "the relay has gone");
	if (n < 0)
		return err_errno(e, "hearing the relay");
	if (control_check(f, n, CONTROL_RELAY))
		return err_set(e, EBADMSG, "the relay sent nonsense");
	*size = n - sizeof(f->head);
	return 0;
}

int relay_answer(int fd, struct control_frame *f, size_t *size, int ms,
		 int *status, struct err *e)
{
	struct nabla_control_done done;
	int rc = relay_receive(fd, f, size, ms, e);

	if (status)
		*status = 0;
	if (rc || (f->head.type != NABLA_CONTROL_DONE &&
		   f->head.type != NABLA_CONTROL_FAILED))
		return rc;
	memcpy(&done, f->payload, sizeof(done));
	if (!done.code)
		return 0;
	if (status && f->head.type == NABLA_CONTROL_FAILED)
		*status = done.code;
	return err_set(e, EREMOTEIO, "%.*s", (int)(*size - sizeof(done)),
		       f->payload + sizeof(done));
}
