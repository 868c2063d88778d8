// SPDX-License-Identifier: ISC
/*
 * Between create and start.  The process has the default disposition for every
 * signal: SIGTERM ends it.
 */
#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/launch.h"

/* In a pod, which may end meanwhile; others have nothing to wait for. */
static int await_either(const struct launch *l, struct err *e)
{
	struct pollfd p[2] = {
		{ .fd = l->start, .events = POLLIN },
		{ .fd = l->pod ? l->relay_fd : -1, .events = POLLIN },
	};

	while (poll(p, 2, -1) < 0)
		if (errno != EINTR)
			return err_errno(e, "waiting for start");
	/* nothing is said there without having been asked */
	return p[1].revents ? err_set(e, EPIPE, "the pod has ended") : 0;
}

/* A connection that says nothing is not start's. */
static int accept_starter(const struct launch *l, struct err *e)
{
	for (;;) {
		cleanup_fd int one = -1;
		char byte;

		if (await_either(l, e) < 0)
			return -e->code;
		one = accept4(l->start, NULL, NULL, SOCK_CLOEXEC);

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
	if (l->control >= 0)
		close(steal_fd(&l->control));
	fd = accept_starter(l, e);
	if (fd < 0)
		return fd;
	*starter = fd;
	return 0;
}
