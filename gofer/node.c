// SPDX-License-Identifier: ISC
#include "gofer/node.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DEPTH_MAX	2000		/* of a walk */
#define container_of(p, type, member) \
	((type *)(void *)((char *)(p) - offsetof(type, member)))

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
};

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

static void list_del(struct list *l)
{
	l->prev->next = l->next;
	l->next->prev = l->prev;
}

static void list_add(struct list *l, struct list *after)
{
	l->next = after->next;
	l->prev = after;
	after->next->prev = l;
	after->next = l;
}

struct fd_path fd_path(int fd)
{
	struct fd_path p;

	snprintf(p.text, sizeof(p.text), "%d", fd);
	return p;
}

static int openat_beneath(int dir, const char *name, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_NOFOLLOW | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
			   RESOLVE_NO_SYMLINKS,
	};
	long fd = syscall(SYS_openat2, dir, name, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

static int look(int dir, const char *name, struct statx *sx)
{
	unsigned int mask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;

	return statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT |
		     AT_EMPTY_PATH, mask, sx) < 0 ? -errno : 0;
}

static unsigned int find_device(const struct tree *t, dev_t dev)
{
	unsigned int i = 0;

	while (i < t->nr_devices && t->device[i].dev != dev)
		i++;
	return i;
}

static bool is_overlay(int dir, const char *name)
{
	struct statfs st;
	int fd = *name ? openat_beneath(dir, name, O_PATH) : dir;
	int r = fd < 0 ? -1 : fstatfs(fd, &st);

	if (*name && fd >= 0)
		close(fd);
	return r < 0 || st.f_type == OVERLAYFS_SUPER_MAGIC;
}

/* More of them than there is room for are taken for overlays. */
static bool note_device(struct tree *t, dev_t dev, int dir, const char *name)
{
	unsigned int i = find_device(t, dev);

	if (i == DEVICES_MAX)
		return true;
	if (i == t->nr_devices) {
		t->device[i].dev = dev;
		t->device[i].overlay = is_overlay(dir, name);
		t->nr_devices++;
	}
	return t->device[i].overlay;
}

/*
 * The time of birth tells a file from one that got its number later.  overlayfs
 * has another one once a file was copied up.
 */
static struct identity identity_of(struct tree *t, int dir, const char *name,
				   const struct statx *sx)
{
	struct identity who = {
		.mount = sx->stx_mnt_id,
		.device = makedev(sx->stx_dev_major, sx->stx_dev_minor),
		.inode = sx->stx_ino,
	};

	if (!note_device(t, who.device, dir, name) &&
	    (sx->stx_mask & STATX_BTIME))
		who.born = (uint64_t)sx->stx_btime.tv_sec * 1000000000 +
			   sx->stx_btime.tv_nsec;
	return who;
}

static bool same(const struct identity *a, const struct identity *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static size_t bucket_of(const struct tree *t, const struct identity *who)
{
	uint64_t h = who->inode * 0x9e3779b97f4a7c15ULL;

	h ^= who->device * 0xff51afd7ed558ccdULL ^ who->mount << 7;
	return (h ^ h >> 32) & (t->nr_buckets - 1);
}

static void hash(struct tree *t, struct node *n)
{
	size_t b = bucket_of(t, &n->who);

	n->next = t->bucket[b];
	t->bucket[b] = n;
}

static void unhash(struct tree *t, struct node *n)
{
	struct node **at = &t->bucket[bucket_of(t, &n->who)];

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
}

static struct node *find_identity(struct tree *t, const struct identity *who)
{
	struct node *n = t->bucket[bucket_of(t, who)];

	while (n && !same(&n->who, who))
		n = n->next;
	return n;
}

static struct node *find_id(struct tree *t, fuse_ino_t id)
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

static fuse_ino_t id_of(const struct node *n)
{
	return (uint64_t)n->generation << 32 | n->slot;
}

/*
 * Numbers of files are those of the host, made distinct over the devices that
 * are mounted in the tree.  (Few file systems use the upper 16 bits.)
 */
static ino_t number_of(const struct tree *t, dev_t device, ino_t inode)
{
	return inode ^ (ino_t)find_device(t, device) << 48;
}

static void stat_of(const struct tree *t, const struct statx *sx,
		    struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_dev = makedev(sx->stx_dev_major, sx->stx_dev_minor);
	st->st_ino = number_of(t, st->st_dev, sx->stx_ino);
	st->st_mode = sx->stx_mode;
	st->st_nlink = sx->stx_nlink;
	st->st_uid = sx->stx_uid;
	st->st_gid = sx->stx_gid;
	st->st_rdev = makedev(sx->stx_rdev_major, sx->stx_rdev_minor);
	st->st_size = (off_t)sx->stx_size;
	st->st_blksize = sx->stx_blksize;
	st->st_blocks = (blkcnt_t)sx->stx_blocks;
	st->st_atim.tv_sec = sx->stx_atime.tv_sec;
	st->st_atim.tv_nsec = sx->stx_atime.tv_nsec;
	st->st_mtim.tv_sec = sx->stx_mtime.tv_sec;
	st->st_mtim.tv_nsec = sx->stx_mtime.tv_nsec;
	st->st_ctim.tv_sec = sx->stx_ctime.tv_sec;
	st->st_ctim.tv_nsec = sx->stx_ctime.tv_nsec;
}

/*
 * Descriptors
 */

static void set_fd(struct tree *t, struct node *n, enum use use, int fd)
{
	n->fd[use] = fd;
	t->nr_fds++;
	if (!n->nr_fds++)
		list_add(&n->used, &t->used);
}

static void close_fd(struct tree *t, struct node *n, enum use use)
{
	if (n->fd[use] < 0)
		return;
	close(n->fd[use]);
	n->fd[use] = -1;
	t->nr_fds--;
	if (!--n->nr_fds)
		list_del(&n->used);
}

static void close_fds(struct tree *t, struct node *n)
{
	for (int i = 0; i < NR_USES; i++)
		close_fd(t, n, i);
}

static bool may_close(const struct node *n, bool open_too)
{
	return !n->users && n->parent && (open_too || !n->opens);
}

static bool evict_one(struct tree *t, bool open_too)
{
	struct list *l;

	for (l = t->used.prev; l != &t->used; l = l->prev) {
		struct node *n = container_of(l, struct node, used);

		if (may_close(n, open_too)) {
			close_fds(t, n);
			return true;
		}
	}
	return false;
}

static bool make_room(struct tree *t)
{
	return evict_one(t, false) || evict_one(t, true);
}

static int any_fd(struct node *n, enum use use)
{
	if (n->fd[USE_WRITE] >= 0)
		return n->fd[USE_WRITE];
	if (n->fd[USE_READ] >= 0 && use <= USE_READ)
		return n->fd[USE_READ];
	return use == USE_PATH ? n->fd[USE_PATH] : -1;
}

static int flags_for(const struct node *n, enum use use)
{
	if (use == USE_PATH)
		return O_PATH;
	if (n->type == S_IFDIR)
		return O_RDONLY | O_DIRECTORY;
	/* Anything else would be opened as what it is on the host. */
	if (n->type != S_IFREG)
		return -EINVAL;
	return (use == USE_READ ? O_RDONLY : O_RDWR) | O_NONBLOCK;
}

static int node_fd(struct tree *t, struct node *n, enum use use,
		   unsigned int depth);

/*
 * Opened for writing, a file of a lower layer becomes one of the upper layer,
 * which may have another number.
 */
static bool copied_up(struct tree *t, struct node *n, enum use use,
		      const struct identity *who)
{
	unsigned int i = find_device(t, (dev_t)n->who.device);

	if (use != USE_WRITE || i >= t->nr_devices || !t->device[i].overlay ||
	    who->mount != n->who.mount)
		return false;
	unhash(t, n);
	n->who = *who;
	hash(t, n);
	return true;
}

static int open_by_name(struct tree *t, struct node *n, enum use use,
			unsigned int depth)
{
	int flags = flags_for(n, use);
	struct identity who;
	struct statx sx;
	int dir, fd, r;

	if (!n->parent)
		return -ESTALE;
	n->parent->users++;
	dir = node_fd(t, n->parent, USE_PATH, depth + 1);
	fd = dir < 0 ? dir : openat_beneath(dir, n->name, flags);
	n->parent->users--;
	if (fd < 0)
		return fd == -ENOENT || fd == -ELOOP ? -ESTALE : fd;
	r = look(fd, "", &sx);
	if (!r) {
		who = identity_of(t, fd, "", &sx);
		r = same(&who, &n->who) || copied_up(t, n, use, &who) ?
		    0 : -ESTALE;
	}
	if (r < 0)
		close(fd);
	return r < 0 ? r : fd;
}

static int open_node(struct tree *t, struct node *n, enum use use,
		     unsigned int depth)
{
	int flags = flags_for(n, use);
	int fd = any_fd(n, USE_PATH);
	struct identity who;
	struct statx sx;

	if (flags < 0)
		return flags;
	if (fd < 0)
		return open_by_name(t, n, use, depth);
	fd = open(fd_path(fd).text, flags | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (use == USE_WRITE && !look(fd, "", &sx)) {
		who = identity_of(t, fd, "", &sx);
		if (!same(&who, &n->who))
			copied_up(t, n, use, &who);
	}
	return fd;
}

/* A descriptor of @n.  It may be closed when the tree is unlocked. */
static int node_fd(struct tree *t, struct node *n, enum use use,
		   unsigned int depth)
{
	int fd = any_fd(n, use);
	/* What room is made may be taken by the directories above. */
	int tries = 8;

	if (fd >= 0) {
		list_del(&n->used);
		list_add(&n->used, &t->used);
		return fd;
	}
	if (depth > DEPTH_MAX)
		return -ENAMETOOLONG;
	n->users++;
	if (t->nr_fds >= t->max_fds)
		make_room(t);
	do
		fd = open_node(t, n, use, depth);
	while (fd == -EMFILE && tries-- && make_room(t));
	n->users--;
	if (fd >= 0)
		set_fd(t, n, use, fd);
	return fd == -EMFILE ? -ENFILE : fd;
}

/*
 * Making and freeing
 */

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

static void rehash(struct tree *t)
{
	size_t nr = t->nr_buckets * 2;
	struct node **old = t->bucket, **bucket = calloc(nr, sizeof(*bucket));
	size_t nr_old = t->nr_buckets;

	if (!bucket)
		return;			/* chains get longer, no more */
	t->bucket = bucket;
	t->nr_buckets = nr;
	for (size_t i = 0; i < nr_old; i++) {
		for (struct node *n = old[i], *next; n; n = next) {
			size_t b = bucket_of(t, &n->who);

			next = n->next;
			n->next = bucket[b];
			bucket[b] = n;
		}
	}
	free(old);
}

static void take_slot(struct tree *t, struct node *n)
{
	uint64_t empty = (uintptr_t)t->slot[t->free_slot];

	n->slot = t->free_slot;
	n->generation = (uint32_t)(empty >> 32);
	t->free_slot = (uint32_t)empty >> 1;
	t->slot[n->slot] = n;
}

static struct node *new_node(struct tree *t, const struct identity *who,
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
	hash(t, n);
	if (++t->nr_nodes > t->nr_buckets)
		rehash(t);
	return n;
}

/* Frees @n if nobody needs it, then its parent likewise. */
static void put_node(struct tree *t, struct node *n)
{
	while (n && !n->nlookup && !n->children && !n->users && !n->opens &&
	       n->slot != FUSE_ROOT_ID) {
		struct node *parent = n->parent;

		close_fds(t, n);
		unhash(t, n);
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

static void leave_place(struct tree *t, struct node *n)
{
	struct node *parent = n->parent;

	n->parent = NULL;
	free(n->name);
	n->name = NULL;
	if (parent) {
		parent->children--;
		put_node(t, parent);
	}
}

/*
 * Directories that the host moved can make it look as if @n were above @parent:
 * then what is known of the one just below @n is out of date.
 */
static void avoid_loop(struct tree *t, struct node *n, struct node *parent)
{
	if (!n->children)
		return;
	for (struct node *p = parent; p && p != n; p = p->parent) {
		if (p->parent == n) {
			leave_place(t, p);
			return;
		}
	}
}

static int set_place(struct tree *t, struct node *n, struct node *parent,
		     const char *name)
{
	char *copy;

	if (n->slot == FUSE_ROOT_ID || n == parent)
		return 0;
	if (n->parent == parent && !strcmp(n->name, name))
		return 0;
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	parent->children++;
	n->users++;			/* whatever the next two let go of */
	avoid_loop(t, n, parent);
	leave_place(t, n);
	n->users--;
	n->parent = parent;
	n->name = copy;
	return 0;
}

/*
 * Lookup
 */

static void fill_entry(struct tree *t, struct node *n, const struct statx *sx,
		       struct fuse_entry_param *e)
{
	memset(e, 0, sizeof(*e));
	n->nlookup++;
	e->ino = id_of(n);
	e->attr_timeout = e->entry_timeout = t->timeout;
	stat_of(t, sx, &e->attr);
}

static int lookup(struct tree *t, struct node *dir, int fd, const char *name,
		  struct fuse_entry_param *e)
{
	struct identity who;
	struct node *n;
	struct statx sx;
	int r = look(fd, name, &sx);

	if (r < 0)
		return r;
	who = identity_of(t, fd, name, &sx);
	n = find_identity(t, &who);
	if (!n)
		n = new_node(t, &who, sx.stx_mode);
	if (!n)
		return -ENOMEM;
	r = set_place(t, n, dir, name);
	if (r < 0) {
		put_node(t, n);
		return r;
	}
	fill_entry(t, n, &sx, e);
	return 0;
}

int node_lookup(struct hold *dir, const char *name, struct fuse_entry_param *e)
{
	struct tree *t = dir->tree;
	int r;

	pthread_mutex_lock(&t->lock);
	r = lookup(t, dir->node, dir->fd, name, e);
	pthread_mutex_unlock(&t->lock);
	return r;
}

static int adopt(struct tree *t, struct node *dir, const char *name, int fd,
		 struct fuse_entry_param *e)
{
	struct identity who;
	struct node *n;
	struct statx sx;
	int r = look(fd, "", &sx);

	if (r < 0)
		return r;
	who = identity_of(t, fd, "", &sx);
	n = find_identity(t, &who);
	if (!n)
		n = new_node(t, &who, sx.stx_mode);
	if (!n)
		return -ENOMEM;
	r = name ? set_place(t, n, dir, name) : 0;
	if (r < 0) {
		put_node(t, n);
		return r;
	}
	if (t->nr_fds >= t->max_fds)
		make_room(t);
	if (n->fd[USE_WRITE] < 0)
		set_fd(t, n, USE_WRITE, fd);
	else
		close(fd);
	n->opens++;
	fill_entry(t, n, &sx, e);
	return 0;
}

int node_adopt(struct hold *dir, const char *name, int fd,
	       struct fuse_entry_param *e)
{
	struct tree *t = dir->tree;
	int r;

	pthread_mutex_lock(&t->lock);
	r = adopt(t, dir->node, name, fd, e);
	pthread_mutex_unlock(&t->lock);
	if (r < 0)
		close(fd);
	return r;
}

void node_forget(struct tree *t, fuse_ino_t id, uint64_t nlookup)
{
	struct node *n;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n) {
		n->nlookup -= nlookup < n->nlookup ? nlookup : n->nlookup;
		put_node(t, n);
	}
	pthread_mutex_unlock(&t->lock);
}

/*
 * Use
 */

static int hold_node(struct tree *t, struct node *n, enum use use,
		     struct hold *h)
{
	int fd = n ? node_fd(t, n, use, 0) : -ESTALE;

	if (fd < 0)
		return fd;
	n->users++;
	*h = (struct hold) { .tree = t, .node = n, .fd = fd };
	return 0;
}

int hold_get(struct tree *t, fuse_ino_t id, enum use use, struct hold *h)
{
	int r;

	h->tree = NULL;
	pthread_mutex_lock(&t->lock);
	r = hold_node(t, find_id(t, id), use, h);
	pthread_mutex_unlock(&t->lock);
	return r;
}

void hold_put(struct hold *h)
{
	struct tree *t = h->tree;

	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	h->node->users--;
	put_node(t, h->node);
	pthread_mutex_unlock(&t->lock);
	h->tree = NULL;
}

/* Without a descriptor of its own, if it has none yet. */
static int stat_node(struct tree *t, struct node *n, struct statx *sx)
{
	struct identity who;
	int fd = any_fd(n, USE_PATH);
	int r;

	if (fd >= 0)
		return look(fd, "", sx);
	if (!n->parent)
		return -ESTALE;
	fd = node_fd(t, n->parent, USE_PATH, 0);
	if (fd < 0)
		return fd;
	r = look(fd, n->name, sx);
	if (r < 0)
		return r == -ENOENT ? -ESTALE : r;
	who = identity_of(t, fd, n->name, sx);
	return same(&who, &n->who) ? 0 : -ESTALE;
}

int node_stat(struct tree *t, fuse_ino_t id, struct stat *st)
{
	struct statx sx;
	struct node *n;
	int r = -ESTALE;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n)
		r = stat_node(t, n, &sx);
	if (!r)
		stat_of(t, &sx, st);
	pthread_mutex_unlock(&t->lock);
	return r;
}

int node_open_again(struct tree *t, fuse_ino_t id, int flags)
{
	struct node *n;
	int fd = -ESTALE;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n)
		fd = node_fd(t, n, USE_PATH, 0);
	if (fd >= 0) {
		int path = fd;

		n->users++;
		do
			fd = open(fd_path(path).text, flags | O_CLOEXEC);
		while (fd < 0 && errno == EMFILE && make_room(t));
		n->users--;
		if (fd < 0)
			fd = errno == EMFILE ? -ENFILE : -errno;
	}
	pthread_mutex_unlock(&t->lock);
	return fd;
}

ino_t node_number(struct hold *dir, ino_t inode)
{
	struct tree *t = dir->tree;
	ino_t number;

	pthread_mutex_lock(&t->lock);
	number = number_of(t, dir->node->who.device, inode);
	pthread_mutex_unlock(&t->lock);
	return number;
}

int node_open(struct tree *t, fuse_ino_t id, enum use use)
{
	struct node *n;
	int fd = -ESTALE;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n)
		fd = node_fd(t, n, use, 0);
	if (fd >= 0)
		n->opens++;
	pthread_mutex_unlock(&t->lock);
	return fd < 0 ? fd : 0;
}

void node_close(struct tree *t, fuse_ino_t id)
{
	struct node *n;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n && n->opens) {
		n->opens--;
		/*
		 * The host may want to execute it, or to have its disk
		 * read-only.
		 */
		if (!n->opens && may_close(n, true))
			close_fd(t, n, USE_WRITE);
		put_node(t, n);
	}
	pthread_mutex_unlock(&t->lock);
}

/*
 * Names that change
 */

static int pin(struct tree *t, int fd, const char *name, struct hold *h)
{
	struct identity who;
	struct statx sx;
	struct node *n;
	int r = look(fd, name, &sx);

	if (r < 0)
		return 0;		/* the call itself will say why */
	who = identity_of(t, fd, name, &sx);
	n = find_identity(t, &who);
	return n ? hold_node(t, n, USE_PATH, h) : 0;
}

int node_pin(struct hold *dir, const char *name, struct hold *h)
{
	struct tree *t = dir->tree;
	int r;

	h->tree = NULL;
	pthread_mutex_lock(&t->lock);
	r = pin(t, dir->fd, name, h);
	pthread_mutex_unlock(&t->lock);
	return r;
}

void node_gone(struct hold *h, const struct hold *dir, const char *name)
{
	struct node *n = h->node;
	struct tree *t = h->tree;

	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	if (n->parent == dir->node && !strcmp(n->name, name))
		leave_place(t, n);
	pthread_mutex_unlock(&t->lock);
}

void node_moved(struct hold *dir, const char *name)
{
	struct tree *t = dir->tree;
	struct identity who;
	struct statx sx;
	struct node *n;

	pthread_mutex_lock(&t->lock);
	if (!look(dir->fd, name, &sx)) {
		who = identity_of(t, dir->fd, name, &sx);
		n = find_identity(t, &who);
		if (n)
			set_place(t, n, dir->node, name);
	}
	pthread_mutex_unlock(&t->lock);
}

/*
 * Trees
 */

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
}
