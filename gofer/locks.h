/* SPDX-License-Identifier: ISC */
/*
 * Lockers: descriptors by which files are locked, one for each file and owner.
 * All of it is under one mutex, lockers_lock().
 */
#ifndef GOFER_LOCKS_H
#define GOFER_LOCKS_H

#include "gofer/tree.h"

#define LOCKERS_MAX	4096		/* and a quarter of all descriptors */
#define WAITERS_MAX	64

/* Who locks what; a number of the guest's may own locks of both kinds. */
struct owner {
	fuse_ino_t file;
	uint64_t number;
	bool flock;
};

struct locker {
	struct locker *next;		/* in its bucket */
	struct owner owner;
	int fd;
	bool writable;			/* fd is */
	bool held;			/* something may be locked by it */
	bool gone;			/* from the table */
	unsigned int waiters;
};

void lockers_lock(void);
void lockers_unlock(void);
void lockers_wait(pthread_cond_t *cond);

struct locker *locker_find(const struct owner *who);
/*
 * How many there may be, at most LOCKERS_MAX; before any is added.  Who has used
 * them up by locks must still be able to open files.
 */
void lockers_limit(unsigned int max);

/* Takes fd, but if it fails: 0 or -errno. */
int locker_add(const struct owner *who, int fd, bool writable,
	       struct locker **out);
/* Frees it, by the last who waits if any do. */
void locker_drop(struct locker *l);
/* Of one file, or (0) all: calls gone() for each before it is dropped. */
void lockers_drop(fuse_ino_t file, void (*gone)(struct locker *l));
void locker_free_unused(struct locker *l);

#endif
