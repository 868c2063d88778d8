// SPDX-License-Identifier: ISC
/* Descriptors of the guest, and what it waits with. */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/common/devices.h"
#include "tenders/spt/spt.h"

/* So that none of what is opened later takes such a number. */
static int fill_standard(struct err *e)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (!fd_is_open(fd) && open("/dev/null", O_RDWR) != fd)
			return err_errno(e, "opening /dev/null");
	return 0;
}

int devices_open(struct spt *t, struct err *e)
{
	if (fill_standard(e) < 0)
		return -e->code;
	return devices_attach(&t->kernel.manifest, &t->opt, e);
}

static int watch(struct spt *t, int fd, uint64_t data, struct err *e)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = data };

	if (epoll_ctl(t->epollfd, EPOLL_CTL_ADD, fd, &event) < 0)
		return err_errno(e, "watching descriptor %d", fd);
	return 0;
}

int events_create(struct spt *t, struct err *e)
{
	const struct manifest *mft = &t->kernel.manifest;
	int r;

	t->epollfd = epoll_create1(0);
	if (t->epollfd < 0)
		return err_errno(e, "creating an epoll descriptor");
	t->timerfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	if (t->timerfd < 0)
		return err_errno(e, "creating a timer");
	r = watch(t, t->timerfd, SPT_TIMER_DATA, e);
	for (uint32_t i = 1; !r && i < mft->entries; i++)
		if (mft->e[i].type == MFT_DEV_NET_BASIC)
			r = watch(t, mft->e[i].b.hostfd, i, e);
	return r;
}

int descriptors_close(struct spt *t, struct err *e)
{
	const struct manifest *mft = &t->kernel.manifest;
	int keep[MFT1_ENTRIES_MAX + 2];
	unsigned int n = 0;

	keep[n++] = t->epollfd;
	keep[n++] = t->timerfd;
	for (uint32_t i = 1; i < mft->entries; i++)
		keep[n++] = mft->e[i].b.hostfd;
	return descriptors_close_but(keep, n, e);
}
