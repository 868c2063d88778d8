// SPDX-License-Identifier: ISC
/*
 * Descriptors of nodes: those not used for long are closed when there are too
 * many, and opened again by a walk.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gofer/node_private.h"

#define DEPTH_MAX	2000		/* of a walk */
#define UNUSED_S	5		/* and a descriptor may be closed */
#define container_of(p, type, member) \
	((type *)(void *)((char *)(p) - offsetof(type, member)))

struct fd_path fd_path(int fd)
{
	struct fd_path p;

	snprintf(p.text, sizeof(p.text), "%d", fd);
	return p;
}

int openat_beneath(int dir, const char *name, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_NOFOLLOW | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
			   RESOLVE_NO_SYMLINKS,
	};
	long fd = syscall(SYS_openat2, dir, name, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

void set_fd(struct tree *t, struct node *n, enum use use, int fd)
{
	n->fd[use] = fd;
	t->nr_fds++;
	n->used_at = t->now;
	if (!n->nr_fds++)
		list_add(&n->used, &t->used);
}

void close_fd(struct tree *t, struct node *n, enum use use)
{
	if (n->fd[use] < 0)
		return;
	close(n->fd[use]);
	n->fd[use] = -1;
	t->nr_fds--;
	if (!--n->nr_fds)
		list_del(&n->used);
}

void close_fds(struct tree *t, struct node *n)
{
	for (int i = 0; i < NR_USES; i++)
		close_fd(t, n, i);
}

bool may_close(const struct node *n, bool open_too)
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

bool make_room(struct tree *t)
{
	return evict_one(t, false) || evict_one(t, true);
}

bool has_room(const struct tree *t)
{
	return t->nr_fds < t->max_fds - t->max_fds / 4;
}

bool close_unused(struct tree *t, time_t now)
{
	struct list *l, *prev;

	t->now = t->swept = now;
	for (l = t->used.prev; l != &t->used; l = prev) {
		struct node *n = container_of(l, struct node, used);

		prev = l->prev;
		if (!may_close(n, false))
			continue;
		if (n->used_at > now - UNUSED_S)
			return true;
		close_fds(t, n);
	}
	return false;
}

int any_fd(struct node *n, enum use use)
{
	if (use == USE_APPEND)
		return n->fd[USE_APPEND];
	if (n->fd[USE_WRITE] >= 0)
		return n->fd[USE_WRITE];
	if (use == USE_WRITE)
		return -1;
	if (n->fd[USE_APPEND] >= 0)
		return n->fd[USE_APPEND];
	if (n->fd[USE_READ] >= 0)
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
	return (use == USE_READ ? O_RDONLY : O_RDWR) | O_NONBLOCK |
	       (use == USE_APPEND ? O_APPEND : 0);
}

/*
 * Opened for writing, a file of a lower layer becomes one of the upper layer,
 * which may have another number.
 */
static bool copied_up(struct tree *t, struct node *n, enum use use,
		      const struct identity *who)
{
	if (use < USE_WRITE || !on_overlay(t, n) ||
	    who->mount != n->who.mount)
		return false;
	unhash_node(t, n);
	n->who = *who;
	hash_node(t, n);
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
		r = same_file(&who, &n->who) || copied_up(t, n, use, &who) ?
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
	if (use >= USE_WRITE && !look(fd, "", &sx)) {
		who = identity_of(t, fd, "", &sx);
		if (!same_file(&who, &n->who))
			copied_up(t, n, use, &who);
	}
	return fd;
}

int node_fd(struct tree *t, struct node *n, enum use use, unsigned int depth)
{
	int fd = any_fd(n, use);
	/* What room is made may be taken by the directories above. */
	int tries = 8;

	if (fd >= 0) {
		list_del(&n->used);
		list_add(&n->used, &t->used);
		n->used_at = t->now;
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
