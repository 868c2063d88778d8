/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the tree know of each other.  All of it is under the tree's
 * lock, and returns 0 or -errno where it can fail.
 */
#ifndef GOFER_NODE_PRIVATE_H
#define GOFER_NODE_PRIVATE_H

#include "gofer/node.h"

struct identity {
	uint64_t mount, device, inode, born;
};

struct node {
	struct list used;		/* in tree's list if nr_fds */
	struct node *next;		/* in its bucket */
	struct identity who;
	uint32_t slot, generation;
	mode_t type;
	uint64_t nlookup;
	struct node *parent;		/* NULL: the root, or gone */
	char *name;
	unsigned int children;		/* nodes whose parent this is */
	unsigned int users;		/* holds */
	unsigned int opens;
	int fd[NR_USES];		/* -1: not open */
	unsigned int nr_fds;
	time_t used_at;			/* tree's now, then */
};

static inline void list_del(struct list *l)
{
	l->prev->next = l->next;
	l->next->prev = l->prev;
}

static inline void list_add(struct list *l, struct list *after)
{
	l->next = after->next;
	l->prev = after;
	after->next->prev = l;
	after->next = l;
}

/* identity.c: which file it is */

int look(int dir, const char *name, struct statx *sx);
struct identity identity_of(struct tree *t, int dir, const char *name,
			    const struct statx *sx);
bool same_file(const struct identity *a, const struct identity *b);
void hash_node(struct tree *t, struct node *n);
void unhash_node(struct tree *t, struct node *n);
/* Twice as many buckets, if there is memory. */
void rehash_nodes(struct tree *t);
struct node *find_identity(struct tree *t, const struct identity *who);
/* Is it on a file system where opening a file may change who it is? */
bool on_overlay(const struct tree *t, const struct node *n);
/*
 * Numbers of files are those of the host, made distinct over the devices that
 * are mounted in the tree.  (Few file systems use the upper 16 bits.)
 */
ino_t number_of(const struct tree *t, dev_t device, ino_t inode);
void stat_of(const struct tree *t, const struct statx *sx, struct stat *st);

/* table.c: nodes by number */

struct node *find_id(struct tree *t, fuse_ino_t id);
fuse_ino_t id_of(const struct node *n);
struct node *new_node(struct tree *t, const struct identity *who, mode_t mode);
/* Frees @n if nobody needs it, then its parent likewise. */
void put_node(struct tree *t, struct node *n);

/* descriptors.c */

int openat_beneath(int dir, const char *name, int flags);
void set_fd(struct tree *t, struct node *n, enum use use, int fd);
void close_fd(struct tree *t, struct node *n, enum use use);
void close_fds(struct tree *t, struct node *n);
bool may_close(const struct node *n, bool open_too);
/* Closes the descriptors of a node; false if there is none that can be. */
bool make_room(struct tree *t);
/* Is it far from full? */
bool has_room(const struct tree *t);
/* tree_sweep() */
bool close_unused(struct tree *t, time_t now);
/* One that is open already and will do, or -1. */
int any_fd(struct node *n, enum use use);
/* A descriptor of @n.  It may be closed when the tree is unlocked. */
int node_fd(struct tree *t, struct node *n, enum use use, unsigned int depth);

/* place.c: where it was last seen */

void leave_place(struct tree *t, struct node *n);
int hold_node(struct tree *t, struct node *n, enum use use, struct hold *h);

#endif
