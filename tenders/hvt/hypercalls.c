// SPDX-License-Identifier: ISC
/*
 * Hypercalls.  An argument is copied once, the copy is checked and used, and
 * what the guest gets back is written field by field.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <solo5/solo5.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

#define NSEC	1000000000ULL

static const struct mft_entry *device(const struct hvt *t, uint64_t handle,
				      uint32_t type)
{
	const struct manifest *m = &t->kernel.manifest;

	if (!handle || handle >= m->entries || m->e[handle].type != type)
		return NULL;
	return &m->e[handle];
}

static int do_walltime(struct hvt *t, void *arg)
{
	struct hvt_walltime *w = arg;
	struct timespec now;

	(void)t;
	clock_gettime(CLOCK_REALTIME, &now);
	w->nsecs = (uint64_t)now.tv_sec * NSEC + (uint64_t)now.tv_nsec;
	return 0;
}

static int do_puts(struct hvt *t, void *arg)
{
	struct hvt_puts *p = arg;
	const char *text = guest_at(t, p->data, p->len, false);
	size_t left = p->len;
	ssize_t n;

	if (!text)
		return -EFAULT;
	while (left) {
		n = write(STDOUT_FILENO, text, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text += n;
		left -= (size_t)n;
	}
	return 0;
}

/* From now on, for one shot; 0 would switch it off. */
static void set_timer(const struct hvt *t, uint64_t nsecs)
{
	struct itimerspec when = {
		.it_value = {
			.tv_sec = (time_t)(nsecs / NSEC),
			.tv_nsec = (long)(nsecs % NSEC),
		},
	};

	timerfd_settime(t->events.timerfd, 0, &when, NULL);
}

static int do_poll(struct hvt *t, void *arg)
{
	struct epoll_event event[MFT1_ENTRIES_MAX];
	struct hvt_poll *p = arg;
	int n, ready = 0;

	set_timer(t, p->timeout_nsecs);
	do
		n = epoll_pwait(t->events.epollfd, event, MFT1_ENTRIES_MAX,
				p->timeout_nsecs ? -1 : 0, NULL);
	while (n < 0 && errno == EINTR && !t->run->immediate_exit);
	/* a debugger wants the guest: it finds nothing ready, and stops */
	if (n < 0 && errno == EINTR)
		n = 0;
	p->ready_set = 0;
	for (int i = 0; i < n; i++) {
		if (event[i].data.u64 == EVENTS_TIMER)
			continue;
		p->ready_set |= 1ULL << event[i].data.u64;
		ready++;
	}
	p->ret = n < 0 ? -1 : ready;
	return 0;
}

/* The disk's transfer of that block; its result in *ret. */
static int transfer(struct hvt *t, const struct hvt_block_io *b, bool write,
		    int32_t *ret)
{
	const struct mft_entry *m = device(t, b->handle, MFT_DEV_BLOCK_BASIC);
	const struct mft_block_basic *k;
	ssize_t n;
	void *buf;

	*ret = SOLO5_R_EINVAL;
	if (!m)
		return 0;
	k = &m->u.block_basic;
	if (b->len != k->block_size || b->offset % b->len ||
	    b->offset > k->capacity - b->len)
		return 0;
	buf = guest_at(t, b->data, b->len, !write);
	if (!buf)
		return -EFAULT;
	do
		n = write ? pwrite(m->b.hostfd, buf, b->len, (off_t)b->offset) :
			    pread(m->b.hostfd, buf, b->len, (off_t)b->offset);
	while (n < 0 && errno == EINTR);
	*ret = n == (ssize_t)b->len ? SOLO5_R_OK : SOLO5_R_EUNSPEC;
	return 0;
}

static int do_block_write(struct hvt *t, void *arg)
{
	struct hvt_block_io *b = arg;

	return transfer(t, b, true, &b->ret);
}

static int do_block_read(struct hvt *t, void *arg)
{
	struct hvt_block_io *b = arg;

	return transfer(t, b, false, &b->ret);
}

int net_write(struct hvt *t, uint64_t handle, uint64_t data, uint64_t len)
{
	const struct mft_entry *m = device(t, handle, MFT_DEV_NET_BASIC);
	const void *buf = guest_at(t, data, len, false);
	ssize_t n;

	if (!m)
		return SOLO5_R_EINVAL;
	if (!buf)
		return -EFAULT;
	do
		n = write(m->b.hostfd, buf, len);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return SOLO5_R_AGAIN;
	return n == (ssize_t)len ? SOLO5_R_OK : SOLO5_R_EUNSPEC;
}

int net_read(struct hvt *t, uint64_t handle, uint64_t data, uint64_t *len)
{
	const struct mft_entry *m = device(t, handle, MFT_DEV_NET_BASIC);
	void *buf = guest_at(t, data, *len, true);
	ssize_t n;

	if (!m)
		return SOLO5_R_EINVAL;
	if (!buf)
		return -EFAULT;
	do
		n = read(m->b.hostfd, buf, *len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? SOLO5_R_AGAIN : SOLO5_R_EUNSPEC;
	*len = (uint64_t)n;
	return SOLO5_R_OK;
}

static int do_net_write(struct hvt *t, void *arg)
{
	struct hvt_net_io *n = arg;
	int r = net_write(t, n->handle, n->data, n->len);

	n->ret = r;
	return r < 0 ? r : 0;
}

static int do_net_read(struct hvt *t, void *arg)
{
	struct hvt_net_io *n = arg;
	int r = net_read(t, n->handle, n->data, &n->len);

	n->ret = r;
	return r < 0 ? r : 0;
}

static const struct mft_entry *channel(const struct hvt *t, uint64_t handle)
{
	const struct mft_entry *m = device(t, handle, MFT_DEV_FILES);

	return m ? m : device(t, handle, MFT_DEV_CONTROL);
}

static int channel_io(struct hvt *t, struct hvt_channel_io *c, bool write_it)
{
	const struct mft_entry *m = channel(t, c->handle);
	void *buf = guest_at(t, c->data, c->len, !write_it);
	ssize_t n;

	c->ret = -EINVAL;
	if (!m)
		return 0;
	if (!buf)
		return -EFAULT;
	do
		n = write_it ? write(m->b.hostfd, buf, c->len) :
			       read(m->b.hostfd, buf, c->len);
	while (n < 0 && errno == EINTR);
	c->ret = n < 0 ? -errno : n;
	return 0;
}

static int do_channel_read(struct hvt *t, void *arg)
{
	return channel_io(t, arg, false);
}

static int do_channel_write(struct hvt *t, void *arg)
{
	return channel_io(t, arg, true);
}

/* What of a device is waited for: its place is in w's sets. */
static short wanted(const struct hvt *t, uint32_t handle,
		    const struct hvt_wait *w)
{
	short in = w->in >> handle & 1 ? POLLIN : 0;
	short out = w->out >> handle & 1 ? POLLOUT : 0;

	if (channel(t, handle))
		return in | out;
	return device(t, handle, MFT_DEV_NET_BASIC) ? in : 0;
}

/* An end or an error is there to be read, and no room will come. */
static void note_ready(struct hvt_wait *w, uint32_t handle,
		       const struct pollfd *p)
{
	const short over = POLLHUP | POLLERR | POLLNVAL;

	if ((p->events & POLLIN) && (p->revents & (POLLIN | over)))
		w->ready_in |= 1ULL << handle;
	if ((p->events & POLLOUT) && (p->revents & (POLLOUT | over)))
		w->ready_out |= 1ULL << handle;
}

/* One place for each device: the filter knows how many these are. */
static int do_wait(struct hvt *t, void *arg)
{
	const uint32_t end = t->kernel.manifest.entries;
	struct pollfd p[MFT1_ENTRIES_MAX];
	struct hvt_wait *w = arg;
	const struct timespec timeout = {
		.tv_sec = (time_t)(w->timeout_nsecs / NSEC),
		.tv_nsec = (long)(w->timeout_nsecs % NSEC),
	};
	int n;

	for (uint32_t i = 1; i < end; i++) {
		p[i] = (struct pollfd) { .events = wanted(t, i, w) };
		p[i].fd = p[i].events ? t->kernel.manifest.e[i].b.hostfd : -1;
	}
	do
		n = ppoll(p + 1, end - 1, &timeout, NULL);
	while (n < 0 && errno == EINTR && !t->run->immediate_exit);
	w->ready_in = w->ready_out = 0;
	for (uint32_t i = 1; i < end && n > 0; i++)
		note_ready(w, i, &p[i]);
	/* a debugger wants the guest: it finds nothing ready, and stops */
	w->ret = n < 0 && errno == EINTR ? 0 : n;
	return 0;
}

/* What the guest gets back is the part of its argument from out on. */
static const struct call {
	const char *name;
	int (*run)(struct hvt *t, void *arg);
	size_t size, out;
} calls[HVT_NUMBERS_END] = {
	[HVT_WALLTIME] = { "WALLTIME", do_walltime,
			   sizeof(struct hvt_walltime), 0 },
	[HVT_PUTS] = { "PUTS", do_puts, sizeof(struct hvt_puts),
		       sizeof(struct hvt_puts) },
	[HVT_POLL] = { "POLL", do_poll, sizeof(struct hvt_poll),
		       offsetof(struct hvt_poll, ready_set) },
	[HVT_BLOCK_WRITE] = { "BLOCK_WRITE", do_block_write,
			      sizeof(struct hvt_block_io),
			      offsetof(struct hvt_block_io, ret) },
	[HVT_BLOCK_READ] = { "BLOCK_READ", do_block_read,
			     sizeof(struct hvt_block_io),
			     offsetof(struct hvt_block_io, ret) },
	[HVT_NET_WRITE] = { "NET_WRITE", do_net_write,
			    sizeof(struct hvt_net_io),
			    offsetof(struct hvt_net_io, ret) },
	[HVT_NET_READ] = { "NET_READ", do_net_read,
			   sizeof(struct hvt_net_io),
			   offsetof(struct hvt_net_io, len) },
	[HVT_CHANNEL_READ] = { "CHANNEL_READ", do_channel_read,
			       sizeof(struct hvt_channel_io),
			       offsetof(struct hvt_channel_io, ret) },
	[HVT_CHANNEL_WRITE] = { "CHANNEL_WRITE", do_channel_write,
				sizeof(struct hvt_channel_io),
				offsetof(struct hvt_channel_io, ret) },
	[HVT_WAIT] = { "WAIT", do_wait, sizeof(struct hvt_wait),
		       offsetof(struct hvt_wait, ready_in) },
};

#define ARG_MAX_SIZE	64

static int bad_address(const char *name, struct err *e)
{
	return err_set(e, EFAULT, "hypercall %s: bad guest address", name);
}

static int do_halt(struct hvt *t, uint64_t addr, int *status, struct err *e)
{
	const void *at = guest_at(t, addr, sizeof(struct hvt_halt), false);
	struct hvt_halt h;

	if (!at)
		return bad_address("HALT", e);
	memcpy(&h, at, sizeof(h));
	if (h.cookie && !guest_at(t, h.cookie, HVT_COOKIE_SIZE, false))
		return bad_address("HALT", e);
	*status = h.exit_status & 255;
	if (*status == SOLO5_EXIT_ABORT)
		core_write(t, h.cookie);
	return 1;
}

int hypercall(struct hvt *t, unsigned int nr, uint64_t addr, int *status,
	      struct err *e)
{
	_Alignas(8) unsigned char arg[ARG_MAX_SIZE];
	const struct call *c = &calls[nr < HVT_NUMBERS_END ? nr : 0];
	unsigned char *at;

	if (nr == HVT_HALT)
		return do_halt(t, addr, status, e);
	if (!c->run || (nr > HVT_NR_HYPERCALLS && !t->channels))
		return err_set(e, ENOSYS, "there is no hypercall %u", nr);
	at = guest_at(t, addr, c->size, c->out < c->size);
	if (!at)
		return bad_address(c->name, e);
	memcpy(arg, at, c->size);
	if (c->run(t, arg) < 0)
		return bad_address(c->name, e);
	memcpy(at + c->out, arg + c->out, c->size - c->out);
	return 0;
}
