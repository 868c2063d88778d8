/* SPDX-License-Identifier: ISC */
/*
 * Nodes: the files that the guest holds a number of.  A node knows who it is
 * (mount, device, inode, time of birth) and where it was last seen (parent and
 * name).  It need not have a descriptor: there are more files than descriptors,
 * so those that were not used for long are closed, and found again by a walk
 * from the nearest ancestor that has one, each step beneath its directory, and
 * only the same file counts.  One whose name is taken away keeps its
 * descriptor.
 *
 * File handles (open_by_handle_at) would need no walk, but a capability that
 * opens any file of the file system, and overlayfs mostly has none.
 *
 * Functions return 0 or -errno.
 */
#ifndef GOFER_NODE_H
#define GOFER_NODE_H

#include "gofer/tree.h"

enum use {
	USE_PATH,			/* any descriptor will do */
	USE_READ,
	USE_WRITE,			/* reading as well */
	USE_APPEND,			/* and that: where, the host says */
	NR_USES
};

/* A descriptor that stays open until hold_put(). */
struct hold {
	struct tree *tree;		/* NULL: nothing is held */
	struct node *node;
	int fd;
};

#define cleanup_hold	__attribute__((cleanup(hold_put)))

int tree_init(struct tree *t, int socket, int root, unsigned int max_fds);
/* What is mounted at @name is the guest's alone.  -1 with errno. */
int tree_own(struct tree *t, const char *name);
/* Forgets all nodes but the root, which is as new: the guest unmounted. */
void tree_reset(struct tree *t);
void tree_destroy(struct tree *t);

int hold_get(struct tree *t, fuse_ino_t id, enum use use, struct hold *h);
void hold_put(struct hold *h);

int node_stat(struct tree *t, fuse_ino_t id, struct stat *st);
int hold_stat(struct hold *h, struct stat *st);
/* The guest learns of @name in the directory that is held: one lookup more. */
int node_lookup(struct hold *dir, const char *name, struct fuse_entry_param *e);
/*
 * The same for a regular file that was just opened for writing: takes @fd, and
 * the guest has it open.  @name is NULL if it has none.
 */
int node_adopt(struct hold *dir, const char *name, int fd,
	       struct fuse_entry_param *e);
/*
 * A regular file that the guest has just learned of gets a descriptor, if there
 * is room: so that it can be opened though the host takes its name away.
 */
void node_keep(struct tree *t, fuse_ino_t id);
/*
 * Closes descriptors that were not used in the last seconds, of files that the
 * guest does not have open, so that the host can have their space.  True if
 * there are more to be closed later.
 */
bool tree_sweep(struct tree *t, time_t now);
void node_forget(struct tree *t, fuse_ino_t id, uint64_t nlookup);

/* A descriptor of the caller's own, of a regular file or a directory. */
int node_open_again(struct tree *t, fuse_ino_t id, int flags);
/* Is it of the mount that is the guest's alone? */
bool node_is_own(struct tree *t, fuse_ino_t id);
/* What an inode in the directory that is held is called in the guest. */
ino_t node_number(struct hold *dir, ino_t inode);

/*
 * The guest has it open: its descriptor is among the last to be closed.  If
 * @anyway, it has it open even if that fails.
 */
int node_open(struct tree *t, fuse_ino_t id, enum use use, bool anyway);
/* True: that was the last time it had it open. */
bool node_close(struct tree *t, fuse_ino_t id);

/*
 * @name is about to go: whoever it names must have a descriptor.  The node in
 * @h, if any, is what node_gone() is for once it went.
 */
int node_pin(struct hold *dir, const char *name, struct hold *h);
void node_gone(struct hold *h, const struct hold *dir, const char *name);
/* Something has been given the name @name. */
void node_moved(struct hold *dir, const char *name);

/* A path for calls that take no descriptor: relative to /proc/self/fd. */
struct fd_path {
	char text[12];
};
struct fd_path fd_path(int fd);

#endif
