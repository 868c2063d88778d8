// SPDX-License-Identifier: ISC
#include "gofer/op_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <nabla/files.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "gofer/channel.h"
#include "gofer/locks.h"
#include "gofer/node.h"
#include "lib/err.h"

#define STACK_WANTED	65536		/* of who waits */
#define NUDGE_MS	20

/* What is asked for, checked. */
struct request {
	struct owner owner;
	struct flock range;		/* of fcntl(2) */
	bool wait;
	bool writable;
};

struct waiter {
	struct waiter *next;
	struct tree *tree;
	uint64_t unique;		/* of the message */
	struct request r;
	struct locker *locker;
	pthread_t thread;
	bool interrupted;
};

/* Under the lockers' mutex, but for the attributes. */
static struct {
	struct waiter *first;
	unsigned int count;
	bool nudging;
	pthread_cond_t none;
	pthread_attr_t attr;
} waiters = {
	.none = PTHREAD_COND_INITIALIZER,
};

static int flock_op(short type)
{
	return type == F_UNLCK ? LOCK_UN : type == F_RDLCK ? LOCK_SH : LOCK_EX;
}

/* Takes, changes or gives up a lock. */
static int apply(int fd, const struct request *r, bool wait)
{
	struct flock range = r->range;
	int n;

	if (r->owner.flock)
		n = flock(fd, flock_op(range.l_type) | (wait ? 0 : LOCK_NB));
	else
		n = fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
	if (!n)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

/*
 * A signal that does nothing ends a call that waits.  One that comes just
 * before the call is lost, so it is sent again until the thread has gone.
 */
static void on_signal(int nr)
{
	(void)nr;
}

static bool nudge_all(void)
{
	bool any = false;

	for (struct waiter *w = waiters.first; w; w = w->next) {
		if (w->interrupted)
			pthread_kill(w->thread, SIGUSR1);
		any |= w->interrupted;
	}
	return any;
}

static void *nudge(void *arg)
{
	const struct timespec pause = { .tv_nsec = NUDGE_MS * 1000000L };

	(void)arg;
	lockers_lock();
	while (nudge_all()) {
		lockers_unlock();
		nanosleep(&pause, NULL);
		lockers_lock();
	}
	waiters.nudging = false;
	lockers_unlock();
	return NULL;
}

/* Under the mutex. */
static void interrupt(struct waiter *w)
{
	pthread_t thread;

	w->interrupted = true;
	pthread_kill(w->thread, SIGUSR1);
	if (!waiters.nudging)
		waiters.nudging = !pthread_create(&thread, &waiters.attr,
						  nudge, NULL);
}

static void interrupt_message(uint64_t unique)
{
	struct waiter *w;

	lockers_lock();
	for (w = waiters.first; w; w = w->next)
		if (w->unique == unique)
			interrupt(w);
	lockers_unlock();
}

/* An owner that has nothing locked needs no descriptor.  Under the mutex. */
static void settle(struct locker *l, int result)
{
	if (!result)
		l->held = true;
	/* flock(2) gives up what there was before it waits for another. */
	else if (l->owner.flock)
		l->held = false;
	if (l->gone)
		locker_free_unused(l);
	else if (!l->held && !l->waiters)
		locker_drop(l);
}

static void unlist(struct waiter *w)
{
	struct waiter **at = &waiters.first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

/* The tree is not used any more. */
static void count_down(void)
{
	lockers_lock();
	if (!--waiters.count)
		pthread_cond_signal(&waiters.none);
	lockers_unlock();
}

static void *wait_for_lock(void *arg)
{
	struct waiter *w = arg;
	int r = apply(w->locker->fd, &w->r, true);

	lockers_lock();
	/* By whoever has sent the signal; the host's root, perhaps. */
	while (r == -EINTR && !w->interrupted) {
		lockers_unlock();
		r = apply(w->locker->fd, &w->r, true);
		lockers_lock();
	}
	unlist(w);
	w->locker->waiters--;
	settle(w->locker, r);
	lockers_unlock();
	channel_reply(w->tree, w->unique, r);
	free(w);
	count_down();
	return NULL;
}

/* Under the mutex: the thread must not be done before its number is known. */
static int start_waiter(struct waiter *w)
{
	if (waiters.count >= WAITERS_MAX ||
	    pthread_create(&w->thread, &waiters.attr, wait_for_lock, w))
		return -ENOLCK;
	w->locker->waiters++;
	w->next = waiters.first;
	waiters.first = w;
	waiters.count++;
	return 0;
}

static int wait_later(struct tree *t, uint64_t unique, const struct request *r,
		      struct locker *l)
{
	struct waiter *w = malloc(sizeof(*w));
	int err;

	if (!w)
		return -ENOLCK;
	*w = (struct waiter) {
		.tree = t, .unique = unique, .r = *r, .locker = l,
	};
	err = start_waiter(w);
	if (err)
		free(w);
	return err;
}

static int open_for(struct tree *t, const struct request *r)
{
	int fd = node_open_again(t, r->owner.file, O_NONBLOCK |
				 (r->writable ? O_RDWR : O_RDONLY));

	return fd == -ENFILE || fd == -EMFILE ? -ENOLCK : fd;
}

/* That of the owner, or a new one. */
static int get_locker(struct tree *t, const struct request *r,
		      struct locker **out)
{
	int fd, err;

	*out = locker_find(&r->owner);
	/* What is locked by a descriptor can't be taken over by another. */
	if (*out && !(*out)->writable && r->range.l_type == F_WRLCK &&
	    !r->owner.flock)
		return -ENOLCK;
	if (*out)
		return 0;
	fd = open_for(t, r);
	if (fd < 0)
		return fd;
	err = locker_add(&r->owner, fd, r->writable, out);
	if (err)
		close(fd);
	return err;
}

/* 1: the answer comes later. */
static int take(struct tree *t, uint64_t unique, const struct request *r)
{
	struct locker *l;
	int err = get_locker(t, r, &l);

	if (err)
		return err;
	err = apply(l->fd, r, false);
	if (err == -EAGAIN && r->wait) {
		err = wait_later(t, unique, r, l);
		if (!err)
			return 1;
	}
	settle(l, err);
	return err;
}

static bool is_whole(const struct request *r)
{
	return r->owner.flock || (!r->range.l_start && !r->range.l_len);
}

static int give_up(const struct request *r)
{
	struct locker *l = locker_find(&r->owner);
	int err;

	if (!l)
		return 0;
	err = apply(l->fd, r, false);
	if (!err && is_whole(r)) {
		l->held = false;
		if (!l->waiters)
			locker_drop(l);
	}
	return err;
}

static void set_lock(struct tree *t, uint64_t unique, const struct request *r)
{
	int err;

	lockers_lock();
	err = r->range.l_type == F_UNLCK ? give_up(r) : take(t, unique, r);
	lockers_unlock();
	if (err <= 0)
		channel_reply(t, unique, err);
}

/* Whose it is only that kernel knows: of locks that the guest has, its own. */
static void fill_conflict(const struct flock *range, struct fuse_file_lock *lk)
{
	*lk = (struct fuse_file_lock) { .type = (uint32_t)range->l_type };
	if (range->l_type == F_UNLCK)
		return;
	lk->start = (uint64_t)range->l_start;
	lk->end = range->l_len ? lk->start + (uint64_t)range->l_len - 1 :
				 INT64_MAX;
}

static int look_for(struct tree *t, const struct request *r,
		    struct fuse_file_lock *lk)
{
	struct locker *l = locker_find(&r->owner);
	struct flock range = r->range;
	int fd = l ? l->fd : open_for(t, r);
	int err;

	if (fd < 0)
		return fd;
	err = fcntl(fd, F_OFD_GETLK, &range) < 0 ? -errno : 0;
	if (!l)
		close(fd);
	if (!err)
		fill_conflict(&range, lk);
	return err;
}

static void get_lock(struct tree *t, uint64_t unique, const struct request *r)
{
	struct fuse_lk_out out;
	int err;

	lockers_lock();
	err = look_for(t, r, &out.lk);
	lockers_unlock();
	if (err)
		channel_reply(t, unique, err);
	else
		channel_answer(t, unique, &out, sizeof(out));
}

/* The last byte is one that a file can have. */
static int read_range(const struct fuse_file_lock *lk, struct flock *range)
{
	if (lk->start > lk->end || lk->end > INT64_MAX ||
	    (lk->type != F_RDLCK && lk->type != F_WRLCK && lk->type != F_UNLCK))
		return -EINVAL;
	*range = (struct flock) {
		.l_type = (short)lk->type, .l_whence = SEEK_SET,
		.l_start = (off_t)lk->start,
	};
	/* 0: to the end, however far that is. */
	if (lk->end < INT64_MAX)
		range->l_len = (off_t)(lk->end - lk->start + 1);
	return 0;
}

static int read_request(const struct fuse_in_header *h, struct request *r)
{
	struct fuse_lk_in in;

	memcpy(&in, h + 1, sizeof(in));
	*r = (struct request) {
		.owner = {
			.file = h->nodeid, .number = in.owner,
			.flock = in.lk_flags & FUSE_LK_FLOCK,
		},
		.wait = h->opcode == FUSE_SETLKW,
		.writable = in.lk_flags & NABLA_LK_WRITABLE,
	};
	return read_range(&in.lk, &r->range);
}

void op_lock(struct tree *t, const struct fuse_in_header *h)
{
	struct fuse_interrupt_in in;
	struct request r;
	int err;

	if (h->opcode == FUSE_INTERRUPT) {
		memcpy(&in, h + 1, sizeof(in));
		interrupt_message(in.unique);
		return;
	}
	err = read_request(h, &r);
	if (!err && node_is_own(t, h->nodeid))
		err = -ENOSYS;
	if (err)
		channel_reply(t, h->unique, err);
	else if (h->opcode == FUSE_GETLK)
		get_lock(t, h->unique, &r);
	else
		set_lock(t, h->unique, &r);
}

static void interrupt_all(struct locker *l)
{
	for (struct waiter *w = waiters.first; w; w = w->next)
		if (w->locker == l)
			interrupt(w);
}

void locks_close(fuse_ino_t file)
{
	lockers_lock();
	lockers_drop(file, interrupt_all);
	lockers_unlock();
}

void locks_close_all(void)
{
	lockers_lock();
	lockers_drop(0, interrupt_all);
	while (waiters.count)
		lockers_wait(&waiters.none);
	lockers_unlock();
}

/* Some ISAs want more than others. */
static size_t stack_size(void)
{
	long least = sysconf(_SC_THREAD_STACK_MIN);

	return least > STACK_WANTED ? (size_t)least : STACK_WANTED;
}

int locks_start(struct err *e)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int r = pthread_attr_init(&waiters.attr);

	if (!r)
		r = pthread_attr_setstacksize(&waiters.attr, stack_size());
	if (!r)
		r = pthread_attr_setdetachstate(&waiters.attr,
						PTHREAD_CREATE_DETACHED);
	if (!r && sigaction(SIGUSR1, &sa, NULL) < 0)
		r = errno;
	return r ? err_set(e, r, "preparing for locks: %s", strerror(r)) : 0;
}
