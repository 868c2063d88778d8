// SPDX-License-Identifier: ISC
/*
 * Who serves files gets guest RAM, so that their data needs no copy between.
 * Its file comes with a message that servers answer which know nothing of this,
 * and whose answer the guest takes for nothing (nabla/files.h).
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <nabla/files.h>

#include "lib/err.h"
#include "tenders/run/tender.h"

static ssize_t send_file(int socket, struct fuse_in_header *h, int file)
{
	struct iovec iov = { h, h->len };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra = { 0 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra.room),
	};

	extra.head.cmsg_level = SOL_SOCKET;
	extra.head.cmsg_type = SCM_RIGHTS;
	extra.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&extra.head), &file, sizeof(file));
	return sendmsg(socket, &m, MSG_NOSIGNAL);
}

/* It can do without, and one that is gone the guest finds by itself. */
int memory_share(struct tender *t, struct err *e)
{
	for (unsigned int i = 0; i < t->nr_devices; i++) {
		struct fuse_in_header h = {
			.len = sizeof(h), .opcode = FUSE_BMAP,
			.unique = NABLA_PROBE,
		};
		ssize_t n;

		if (t->device[i].type != NABLA_DEV_FILES)
			continue;
		n = send_file(t->device[i].fd, &h, t->ram.fd);
		if (n >= 0 && n != sizeof(h))
			return err_set(e, EIO, "%s: sent in part",
				       t->device[i].name);
	}
	return 0;
}
