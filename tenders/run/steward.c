// SPDX-License-Identifier: ISC
/*
 * The steward does with the guest's own files what the guest's seven calls
 * can't: it flushes disks and frees parts of them, and frees guest memory.
 *
 * It branches off while the tender is still an ordinary program, closes what is
 * none of its business, gives up guest memory, and confines itself.  Orders are
 * copied in by read() and checked; nothing that the guest sends makes it do
 * anything to another file, or outside a file, and whatever makes it stop (the
 * guest does not read its answers, the host's disk hangs) stops the guest's own
 * orders only.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <linux/falloc.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/run/filter.h"
#include "tenders/run/steward.h"
#include "tenders/run/tender.h"

#define PAGE		4096U
#define FREE_IT		(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)
#define ZERO_IT		(FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE)

static bool writable_disk(const struct nabla_device *d)
{
	return d->type == NABLA_DEV_BLOCK &&
	       !(d->features & NABLA_BLOCK_READONLY);
}

/* ---- orders ---- */

static bool good_range(const struct nabla_order *o, uint64_t size,
		       uint64_t unit)
{
	return o->length && o->length <= size &&
	       o->offset <= size - o->length &&
	       !(o->offset % unit) && !(o->length % unit);
}

static int result(int r)
{
	return r < 0 ? -errno : 0;
}

static int free_range(const struct nabla_device *d, const struct nabla_order *o,
		      int how)
{
	if (!good_range(o, d->size, d->block_size))
		return -EINVAL;
	return result(fallocate(d->fd, how, (off_t)(d->offset + o->offset),
				(off_t)o->length));
}

static int give(const struct ram *ram, const struct nabla_order *o)
{
	if (o->device || !good_range(o, ram->size, PAGE))
		return -EINVAL;
	return result(fallocate(ram->fd, FREE_IT, (off_t)o->offset,
				(off_t)o->length));
}

int steward_carry_out(const struct tender *t, const struct nabla_order *o)
{
	const struct nabla_device *d;

	if (o->op == NABLA_ORDER_GIVE)
		return give(&t->ram, o);
	if (o->device >= t->nr_devices)
		return -EINVAL;
	d = &t->device[o->device];
	if (!writable_disk(d))
		return -EINVAL;
	switch (o->op) {
	case NABLA_ORDER_FLUSH:
		if (o->offset || o->length)
			return -EINVAL;
		return result(fdatasync(d->fd));
	case NABLA_ORDER_DISCARD:
		return free_range(d, o, FREE_IT);
	case NABLA_ORDER_ZERO:
		return free_range(d, o, ZERO_IT);
	}
	return -EINVAL;
}

/* Until the last of the guest's processes has gone. */
static _Noreturn void serve(const struct tender *t)
{
	int fd = t->steward.own_socket;
	struct nabla_answer a = { 0 };
	struct nabla_order o;
	ssize_t n;

	while ((n = read(fd, &o, sizeof(o))) > 0) {
		if (n != sizeof(o))
			continue;
		a.tag = o.tag;
		a.error = steward_carry_out(t, &o);
		if (write(fd, &a, sizeof(a)) < 0)
			break;
	}
	_exit(0);
}

/* ---- confinement ---- */

static int wanted(const struct tender *t, int keep[NABLA_DEVICES_MAX + 2])
{
	int n = 0;

	keep[n++] = t->steward.own_socket;
	keep[n++] = t->ram.fd;
	for (unsigned int i = 0; i < t->nr_devices; i++)
		if (writable_disk(&t->device[i]))
			keep[n++] = t->device[i].fd;
	return n;
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The standard streams too: whoever waits for their end must see it. */
static int close_the_rest(const struct tender *t)
{
	int keep[NABLA_DEVICES_MAX + 2], n = wanted(t, keep), from = 0;

	qsort(keep, (size_t)n, sizeof(keep[0]), compare);
	for (int i = 0; i < n; i++) {
		if (from < keep[i] &&
		    syscall(SYS_close_range, from, keep[i] - 1, 0) < 0)
			return -errno;
		from = keep[i] + 1;
	}
	return result((int)syscall(SYS_close_range, from, INT_MAX, 0));
}

/* The signals of a terminal are meant for the container. */
static int ignore_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	return result(sigprocmask(SIG_SETMASK, &all, NULL));
}

static int die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ESRCH;
}

static int confine(const struct bpf *b)
{
	struct sock_fprog program = {
		(unsigned short)b->len, (struct sock_filter *)b->code,
	};

	if (prctl(PR_SET_DUMPABLE, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return result((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
				   &program));
}

static _Noreturn void be_steward(const struct tender *t, const struct bpf *b,
				 pid_t parent)
{
	if (die_with(parent) < 0 || ignore_signals() < 0 ||
	    munmap(t->ram.map, t->ram.size) < 0 || close_the_rest(t) < 0 ||
	    confine(b) < 0)
		_exit(1);
	serve(t);
}

static int compile(const struct tender *t, struct bpf *b)
{
	const struct rule *rules[FILTER_RULES_MAX];
	size_t n = steward_table(rules);
	int disks[NABLA_DEVICES_MAX];
	struct filter_env env = {
		.stream = &t->steward.own_socket, .nr_streams = 1,
		.writable = disks, .ram_fd = t->ram.fd,
	};

	for (unsigned int i = 0; i < t->nr_devices; i++)
		if (writable_disk(&t->device[i]))
			disks[env.nr_writable++] = t->device[i].fd;
	steward_verdicts(&env);
	return filter_compile(b, rules, n, &env);
}

/* ---- the tender's part ---- */

static bool needed(const struct tender *t)
{
	if (t->opt.give_back)
		return true;
	for (unsigned int i = 0; i < t->nr_devices; i++)
		if (writable_disk(&t->device[i]))
			return true;
	return false;
}

static int make_socket(struct steward *s, struct err *e)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, "creating its socket");
	s->socket = pair[0];
	s->own_socket = pair[1];
	if (fcntl(s->socket, F_SETFL, O_RDWR | O_NONBLOCK) < 0)
		return err_errno(e, "its socket");
	return 0;
}

int steward_start(struct tender *t, struct err *e)
{
	static struct bpf filter;	/* large */
	pid_t self = getpid(), pid;

	t->steward.socket = t->steward.own_socket = -1;
	if (!needed(t))
		return 0;
	if (make_socket(&t->steward, e) < 0)
		return -e->code;
	if (compile(t, &filter) < 0)
		return err_set(e, E2BIG, "its filter gets too long");
	pid = fork();
	if (pid < 0)
		return err_errno(e, "forking");
	if (!pid)
		be_steward(t, &filter, self);
	close(t->steward.own_socket);
	t->steward.own_socket = -1;
	return 0;
}
