// SPDX-License-Identifier: ISC
/* The message channel. */
#include <errno.h>
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
