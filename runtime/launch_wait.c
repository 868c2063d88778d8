// SPDX-License-Identifier: ISC
/*
 * Between create and start.  The process has the default disposition for every
 * signal: SIGTERM ends it.
 */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/launch.h"

/* A connection that says nothing is not start's. */
static int accept_starter(int fd, struct err *e)
{
	for (;;) {
		cleanup_fd int one = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		char byte;

		if (one < 0 && errno != EINTR && errno != ECONNABORTED)
			return err_errno(e, "waiting for start");
		if (one >= 0 && read(one, &byte, 1) == 1)
			return steal_fd(&one);
	}
}

int launch_wait(struct launch *l, int *starter, struct err *e)
{
	int fd;

	if (prctl(PR_SET_PDEATHSIG, 0) < 0)
		return err_errno(e, "outliving create");
	if (launch_tell(l->sync, LAUNCH_WAITING, l) < 0)
		return err_set(e, EPIPE, "create has died");
	close(steal_fd(&l->sync));
	close(steal_fd(&l->control));
	fd = accept_starter(l->start, e);
	if (fd < 0)
		return fd;
	*starter = fd;
	return 0;
}
