// SPDX-License-Identifier: ISC
/* What is done with nodes, by their numbers. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "gofer/node_private.h"

void node_keep(struct tree *t, fuse_ino_t id)
{
	struct node *n;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n && n->type == S_IFREG && !n->nr_fds && has_room(t))
		node_fd(t, n, USE_PATH, 0);
	pthread_mutex_unlock(&t->lock);
}

bool tree_sweep(struct tree *t, time_t now)
{
	bool more;

	pthread_mutex_lock(&t->lock);
	more = close_unused(t, now);
	pthread_mutex_unlock(&t->lock);
	return more;
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

int hold_node(struct tree *t, struct node *n, enum use use,
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
	return same_file(&who, &n->who) ? 0 : -ESTALE;
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

int hold_stat(struct hold *h, struct stat *st)
{
	struct tree *t = h->tree;
	struct statx sx;
	int r = look(h->fd, "", &sx);

	if (r < 0)
		return r;
	pthread_mutex_lock(&t->lock);
	stat_of(t, &sx, st);
	pthread_mutex_unlock(&t->lock);
	return 0;
}

int node_open_again(struct tree *t, fuse_ino_t id, int flags)
{
	struct node *n;
	int fd = -ESTALE;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	/* Anything else would be opened as what it is on the host. */
	if (n)
		fd = n->type == S_IFREG || n->type == S_IFDIR ?
		     node_fd(t, n, USE_PATH, 0) : -EINVAL;
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

int tree_own(struct tree *t, const char *name)
{
	struct statx sx;
	int r = look(t->root, name, &sx);

	if (r < 0) {
		errno = -r;
		return -1;
	}
	t->own = sx.stx_mnt_id;
	return 0;
}

bool node_is_own(struct tree *t, fuse_ino_t id)
{
	struct node *n;
	bool own;

	if (!t->own)
		return false;
	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	own = n && n->who.mount == t->own;
	pthread_mutex_unlock(&t->lock);
	return own;
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

int node_open(struct tree *t, fuse_ino_t id, enum use use, bool anyway)
{
	struct node *n;
	int fd = -ESTALE;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n)
		fd = node_fd(t, n, use, 0);
	if (fd >= 0 || (n && anyway))
		n->opens++;
	pthread_mutex_unlock(&t->lock);
	return fd < 0 ? fd : 0;
}

bool node_close(struct tree *t, fuse_ino_t id)
{
	struct node *n;
	bool last = false;

	pthread_mutex_lock(&t->lock);
	n = find_id(t, id);
	if (n && n->opens) {
		last = !--n->opens;
		/*
		 * The host may want to execute it, or to have its disk
		 * read-only.
		 */
		if (last && may_close(n, true)) {
			close_fd(t, n, USE_WRITE);
			close_fd(t, n, USE_APPEND);
		}
		put_node(t, n);
	}
	pthread_mutex_unlock(&t->lock);
	return last;
}
