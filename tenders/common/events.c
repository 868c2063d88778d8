// SPDX-License-Identifier: ISC
/* What a unikernel waits with. */
#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "lib/err.h"
#include "tenders/common/events.h"

static int watch(struct events *ev, int fd, uint64_t data, struct err *e)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = data };

	if (epoll_ctl(ev->epollfd, EPOLL_CTL_ADD, fd, &event) < 0)
		return err_errno(e, "watching descriptor %d", fd);
	return 0;
}

int events_create(struct events *ev, const struct manifest *m,
		  struct err *e)
{
	int r;

	ev->epollfd = epoll_create1(0);
	if (ev->epollfd < 0)
		return err_errno(e, "creating an epoll descriptor");
	ev->timerfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	if (ev->timerfd < 0)
		return err_errno(e, "creating a timer");
	r = watch(ev, ev->timerfd, EVENTS_TIMER, e);
	for (uint32_t i = 1; !r && i < m->entries; i++)
		if (m->e[i].type == MFT_DEV_NET_BASIC)
			r = watch(ev, m->e[i].b.hostfd, i, e);
	return r;
}
