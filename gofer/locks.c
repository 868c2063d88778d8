// SPDX-License-Identifier: ISC
#include "gofer/locks.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define BUCKETS		256

static struct {
	pthread_mutex_t lock;
	struct locker *bucket[BUCKETS];	/* by file */
	unsigned int count, max;
} table = {
	.max = LOCKERS_MAX,
	.lock = PTHREAD_MUTEX_INITIALIZER,
};

void lockers_limit(unsigned int max)
{
	if (max < table.max)
		table.max = max;
}

void lockers_lock(void)
{
	pthread_mutex_lock(&table.lock);
}

void lockers_unlock(void)
{
	pthread_mutex_unlock(&table.lock);
}

void lockers_wait(pthread_cond_t *cond)
{
	pthread_cond_wait(cond, &table.lock);
}

static struct locker **bucket_of(fuse_ino_t file)
{
	return &table.bucket[file % BUCKETS];
}

static bool same_owner(const struct owner *a, const struct owner *b)
{
	return a->file == b->file && a->number == b->number &&
	       a->flock == b->flock;
}

struct locker *locker_find(const struct owner *who)
{
	struct locker *l = *bucket_of(who->file);

	while (l && !same_owner(&l->owner, who))
		l = l->next;
	return l;
}

int locker_add(const struct owner *who, int fd, bool writable,
	       struct locker **out)
{
	struct locker **at = bucket_of(who->file), *l;

	if (table.count >= table.max)
		return -ENOLCK;
	l = malloc(sizeof(*l));
	if (!l)
		return -ENOLCK;
	*l = (struct locker) {
		.next = *at, .owner = *who, .fd = fd, .writable = writable,
	};
	*at = *out = l;
	table.count++;
	return 0;
}

void locker_free_unused(struct locker *l)
{
	if (!l->gone || l->waiters)
		return;
	close(l->fd);
	free(l);
	table.count--;
}

void locker_drop(struct locker *l)
{
	struct locker **at = bucket_of(l->owner.file);

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	l->gone = true;
	locker_free_unused(l);
}

static void drop_in_bucket(struct locker *l, fuse_ino_t file,
			   void (*gone)(struct locker *l))
{
	struct locker *next;

	for (; l; l = next) {
		next = l->next;
		if (file && l->owner.file != file)
			continue;
		gone(l);
		locker_drop(l);
	}
}

void lockers_drop(fuse_ino_t file, void (*gone)(struct locker *l))
{
	if (!table.count)
		return;
	if (file) {
		drop_in_bucket(*bucket_of(file), file, gone);
		return;
	}
	for (unsigned int i = 0; i < BUCKETS; i++)
		drop_in_bucket(table.bucket[i], 0, gone);
}
