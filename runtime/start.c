// SPDX-License-Identifier: ISC
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "lib/cleanup.h"
#include "runtime/start.h"

/*
 * By way of the descriptor: a state root's name may be longer than an address.
 */
static void set_address(const struct container *c, const char *name,
			struct sockaddr_un *a)
{
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(a->sun_path, sizeof(a->sun_path), "/proc/self/fd/%d/%s",
		 c->dir, name);
}

int start_listen(const struct container *c, const char *name, int type,
		 struct err *e)
{
	cleanup_fd int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	struct sockaddr_un a;

	set_address(c, name, &a);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(fd, 64) < 0)
		return err_errno(e, "making the socket %s/%s/%s", c->root,
				 c->id, name);
	return steal_fd(&fd);
}

int start_connect(const struct container *c, const char *name, int type,
		  struct err *e)
{
	cleanup_fd int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	struct sockaddr_un a;

	set_address(c, name, &a);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return err_errno(e, "connecting to %s/%s/%s", c->root, c->id,
				 name);
	return steal_fd(&fd);
}
