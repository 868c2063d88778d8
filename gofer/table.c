// SPDX-License-Identifier: ISC
/* Nodes by number, how they come and go, and the tree of them. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gofer/node_private.h"

/*
 * A free slot holds the number of the next free one and the generation that its
 * next node gets, in place of a pointer: bit 0 tells them apart.
 */
static struct node *slot_empty(uint32_t next, uint32_t generation)
{
	return (struct node *)(uintptr_t)((uint64_t)generation << 32 |
					  (uint64_t)next << 1 | 1);
}

static bool slot_is_empty(const struct node *n)
{
	return (uintptr_t)n & 1;
}

struct node *find_id(struct tree *t, fuse_ino_t id)
{
	uint32_t slot = (uint32_t)id;
	struct node *n;

	if (slot >= t->nr_slots)
		return NULL;
	n = t->slot[slot];
	if (slot_is_empty(n) || n->generation != id >> 32)
		return NULL;
	return n;
}

fuse_ino_t id_of(const struct node *n)
{
	return (uint64_t)n->generation << 32 | n->slot;
}

static int grow_slots(struct tree *t)
{
	uint32_t nr = t->nr_slots ? t->nr_slots * 2 : 1024;
	struct node **slot;

	if (nr > INT32_MAX)
		return -ENFILE;
	slot = realloc(t->slot, nr * sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	for (uint32_t i = t->nr_slots; i < nr; i++)
		slot[i] = slot_empty(i + 1 < nr ? i + 1 : 0, 0);
	t->slot = slot;
	t->free_slot = t->nr_slots;
	t->nr_slots = nr;
	return 0;
}

static void take_slot(struct tree *t, struct node *n)
{
	uint64_t empty = (uintptr_t)t->slot[t->free_slot];

	n->slot = t->free_slot;
	n->generation = (uint32_t)(empty >> 32);
	t->free_slot = (uint32_t)empty >> 1;
	t->slot[n->slot] = n;
}

struct node *new_node(struct tree *t, const struct identity *who,
			     mode_t mode)
{
	struct node *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	if (!t->free_slot && grow_slots(t) < 0) {
		free(n);
		return NULL;
	}
	take_slot(t, n);
	n->who = *who;
	n->type = mode & S_IFMT;
	for (int i = 0; i < NR_USES; i++)
		n->fd[i] = -1;
	hash_node(t, n);
	if (++t->nr_nodes > t->nr_buckets)
		rehash_nodes(t);
	return n;
}

void put_node(struct tree *t, struct node *n)
{
	while (n && !n->nlookup && !n->children && !n->users && !n->opens &&
	       n->slot != FUSE_ROOT_ID) {
		struct node *parent = n->parent;

		close_fds(t, n);
		unhash_node(t, n);
		t->slot[n->slot] = slot_empty(t->free_slot, n->generation + 1);
		t->free_slot = n->slot;
		t->nr_nodes--;
		free(n->name);
		free(n);
		if (parent)
			parent->children--;
		n = parent;
	}
}

static int make_root(struct tree *t)
{
	struct identity who;
	struct statx sx;
	struct node *n;
	int r = look(t->root, "", &sx);

	if (r < 0)
		return r;
	who = identity_of(t, t->root, "", &sx);
	n = new_node(t, &who, sx.stx_mode);
	if (!n)
		return -ENOMEM;
	set_fd(t, n, USE_PATH, t->root);
	return 0;
}

int tree_init(struct tree *t, int socket, int root, unsigned int max_fds)
{
	memset(t, 0, sizeof(*t));
	t->socket = socket;
	t->root = root;
	t->max_fds = max_fds;
	t->used.prev = t->used.next = &t->used;
	pthread_mutex_init(&t->lock, NULL);
	pthread_mutex_init(&t->sending, NULL);
	ram_init(&t->ram);
	t->nr_buckets = 1024;
	t->bucket = calloc(t->nr_buckets, sizeof(*t->bucket));
	if (!t->bucket || grow_slots(t) < 0)
		return -ENOMEM;
	/* Slot 0 is nobody's, 1 is FUSE_ROOT_ID. */
	t->free_slot = FUSE_ROOT_ID;
	return make_root(t);
}

/* Whoever is held stays until it is let go. */
void tree_reset(struct tree *t)
{
	pthread_mutex_lock(&t->lock);
	for (uint32_t i = 2; i < t->nr_slots; i++) {
		struct node *n = t->slot[i];

		if (slot_is_empty(n))
			continue;
		n->nlookup = 0;
		n->opens = 0;
		n->users++;
		leave_place(t, n);
		n->users--;
		put_node(t, n);
	}
	pthread_mutex_unlock(&t->lock);
}

void tree_destroy(struct tree *t)
{
	struct node *root;

	tree_reset(t);
	root = t->slot[FUSE_ROOT_ID];
	close_fds(t, root);
	free(root);
	free(t->slot);
	free(t->bucket);
	pthread_mutex_destroy(&t->lock);
	pthread_mutex_destroy(&t->sending);
	ram_destroy(&t->ram);
}
