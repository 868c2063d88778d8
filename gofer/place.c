// SPDX-License-Identifier: ISC
/* Names: where nodes were last seen, and what becomes of that. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gofer/node_private.h"

void leave_place(struct tree *t, struct node *n)
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
