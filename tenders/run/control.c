// SPDX-License-Identifier: ISC
/*
 * The message channel.  Its first message is the tender's own: guest RAM's
 * memfd, in which the relay may punch holes for the guest.  The guest itself
 * can never send a descriptor.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <nabla/control.h>

#include "lib/err.h"
#include "tenders/run/devices.h"

int control_adopt(const struct device_option *o, struct nabla_device *d,
		  struct err *e)
{
	socklen_t size = sizeof(int);
	int type;

	if (socket_adopt(o, d, e) < 0)
		return -e->code;
	if (getsockopt(o->fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		return err_errno(e, "descriptor %d", o->fd);
	if (type != SOCK_SEQPACKET)
		return err_set(e, EPROTOTYPE, "descriptor %d is no SEQPACKET "
			       "socket", o->fd);
	return 0;
}

int control_introduce(int fd, int memfd, struct err *e)
{
	struct nabla_control frame = { .type = NABLA_CONTROL_MEMORY };
	struct iovec part = { &frame, sizeof(frame) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra;
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra.room),
	};

	memset(&extra, 0, sizeof(extra));
	extra.head.cmsg_level = SOL_SOCKET;
	extra.head.cmsg_type = SCM_RIGHTS;
	extra.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&extra.head), &memfd, sizeof(int));
	if (sendmsg(fd, &m, MSG_NOSIGNAL) < 0)
		return err_errno(e, "telling the relay");
	return 0;
}
