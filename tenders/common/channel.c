// SPDX-License-Identifier: ISC
/*
 * A channel: an inherited socket, of a stream or of messages as its kind wants
 * it, which is made one that does not block.
 */
#include <errno.h>
#include <sys/socket.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/common/devices.h"

int channel_attach(struct mft_entry *m, const struct device_option *d,
		   struct err *e)
{
	const int want = m->type == MFT_DEV_FILES ? SOCK_STREAM :
						    SOCK_SEQPACKET;
	int type = 0;
	socklen_t len = sizeof(type);

	if (getsockopt(d->fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0 ||
	    type != want)
		return err_set(e, EINVAL, "descriptor %d is no socket of %s",
			       d->fd, want == SOCK_STREAM ? "a stream" :
							    "messages");
	if (fd_set_nonblock(d->fd) < 0)
		return err_errno(e, "descriptor %d", d->fd);
	m->b.hostfd = d->fd;
	return 0;
}
