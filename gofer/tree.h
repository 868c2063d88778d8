/* SPDX-License-Identifier: ISC */
/*
 * A tree: one directory that is served over one socket, and what the guest
 * knows of it.  Everything that comes from the guest - node numbers, names,
 * sizes, offsets, handles - is hostile and is checked before it is used.
 */
#ifndef GOFER_TREE_H
#define GOFER_TREE_H

#define FUSE_USE_VERSION 312

#include <fuse3/fuse_lowlevel.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "gofer/ram.h"

struct node;
struct directory;

/*
 * Open directories at a time; a guest's own limit on descriptors comes first.
 */
#define DIRECTORIES_MAX		4096
#define DEVICES_MAX		64

struct device {
	dev_t dev;
	bool overlay;			/* opening may change identity */
};

struct list {
	struct list *prev, *next;
};

struct tree {
	int socket;
	int root;			/* O_PATH, of a mount of our own */
	double timeout;			/* s that names and attributes hold */
	bool one_way;			/* opening to read needs no answer */
	uint64_t own;			/* a mount, of this guest alone, or 0 */
	struct fuse_session *session;
	struct ram ram;			/* the guest's */

	pthread_mutex_t lock;		/* all below */
	struct node **slot;		/* by the low half of a node number */
	uint32_t nr_slots, free_slot;
	struct node **bucket;		/* by identity */
	size_t nr_buckets, nr_nodes;
	struct list used;		/* nodes with descriptors, last used first */
	bool impatient;			/* reads of the socket end after a time */
	time_t now, swept;		/* s; about, of the monotonic clock */
	unsigned int nr_fds, max_fds;	/* of nodes */
	struct device device[DEVICES_MAX];	/* seen so far; root's first */
	unsigned int nr_devices;
	struct directory *directory[DIRECTORIES_MAX];

	pthread_mutex_t sending;	/* a message on the socket is whole */
};

#endif
