// SPDX-License-Identifier: ISC
/* Names: each is one step beneath a directory that is held. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gofer/creds.h"
#include "gofer/names.h"
#include "gofer/node.h"
#include "gofer/ops.h"

int name_check(const char *name)
{
	if (!name[0] || strchr(name, '/') || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return -EINVAL;
	return strlen(name) > NAME_MAX ? -ENAMETOOLONG : 0;
}

int hold_dir(fuse_req_t req, fuse_ino_t id, const char *name, struct hold *h)
{
	int r = name_check(name);

	h->tree = NULL;
	return r ? r : hold_get(tree_of(req), id, USE_PATH, h);
}

static void reply_entry(fuse_req_t req, struct hold *dir, const char *name,
			int r)
{
	struct fuse_entry_param e;

	if (!r)
		r = node_lookup(dir, name, &e);
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_entry(req, &e);
}

void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	cleanup_hold struct hold dir = { 0 };
	struct fuse_entry_param e;
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = node_lookup(&dir, name, &e);
	if (r == -ENOENT) {
		/* That there is none is worth knowing as well. */
		memset(&e, 0, sizeof(e));
		e.entry_timeout = tree_of(req)->timeout;
		r = 0;
	}
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_entry(req, &e);
	if (!r && e.ino)
		node_keep(dir.tree, e.ino);
}

void op_forget(fuse_req_t req, fuse_ino_t id, uint64_t nlookup)
{
	node_forget(tree_of(req), id, nlookup);
	fuse_reply_none(req);
}

void op_forget_multi(fuse_req_t req, size_t count,
		     struct fuse_forget_data *forgets)
{
	for (size_t i = 0; i < count; i++)
		node_forget(tree_of(req), forgets[i].ino, forgets[i].nlookup);
	fuse_reply_none(req);
}

void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	      dev_t rdev)
{
	cleanup_hold struct hold dir = { 0 };
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = creds_take(req);
	if (!r && mknodat(dir.fd, name, mode, rdev) < 0)
		r = -errno;
	reply_entry(req, &dir, name, r);
}

void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode)
{
	cleanup_hold struct hold dir = { 0 };
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = creds_take(req);
	if (!r && mkdirat(dir.fd, name, mode) < 0)
		r = -errno;
	reply_entry(req, &dir, name, r);
}

void op_symlink(fuse_req_t req, const char *text, fuse_ino_t parent,
		const char *name)
{
	cleanup_hold struct hold dir = { 0 };
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = creds_take(req);
	if (!r && symlinkat(text, dir.fd, name) < 0)
		r = -errno;
	reply_entry(req, &dir, name, r);
}

void op_link(fuse_req_t req, fuse_ino_t id, fuse_ino_t parent,
	     const char *name)
{
	cleanup_hold struct hold dir = { 0 };
	cleanup_hold struct hold file = { 0 };
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = hold_get(tree_of(req), id, USE_PATH, &file);
	if (!r && linkat(AT_FDCWD, fd_path(file.fd).text, dir.fd, name,
			 AT_SYMLINK_FOLLOW) < 0)
		r = -errno;
	reply_entry(req, &dir, name, r);
}

static int remove_name(fuse_req_t req, fuse_ino_t parent, const char *name,
		       int flags)
{
	cleanup_hold struct hold dir = { 0 };
	cleanup_hold struct hold file = { 0 };
	int r = hold_dir(req, parent, name, &dir);

	if (!r)
		r = node_pin(&dir, name, &file);
	if (!r && unlinkat(dir.fd, name, flags) < 0)
		r = -errno;
	if (!r)
		node_gone(&file, &dir, name);
	return r;
}

void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	reply(req, remove_name(req, parent, name, 0));
}

void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	reply(req, remove_name(req, parent, name, AT_REMOVEDIR));
}

/* libc takes another call where there are no flags. */
static int rename_at(int from, const char *name, int to, const char *newname,
		     unsigned int flags)
{
	return syscall(SYS_renameat2, from, name, to, newname, flags) < 0 ?
	       -errno : 0;
}

static int rename_held(struct hold *from, const char *name, struct hold *to,
		       const char *newname, unsigned int flags)
{
	cleanup_hold struct hold replaced = { 0 };
	int r = node_pin(to, newname, &replaced);

	if (!r)
		r = rename_at(from->fd, name, to->fd, newname, flags);
	if (r < 0)
		return r;
	/* One file under both names: nothing was done. */
	if (!(flags & RENAME_EXCHANGE))
		node_gone(&replaced, to, newname);
	node_moved(to, newname);
	if (flags)
		node_moved(from, name);
	return 0;
}

void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name,
	       fuse_ino_t newparent, const char *newname, unsigned int flags)
{
	cleanup_hold struct hold from = { 0 };
	cleanup_hold struct hold to = { 0 };
	int r = hold_dir(req, parent, name, &from);

	if (!r)
		r = hold_dir(req, newparent, newname, &to);
	/* A white-out is a file that is made. */
	if (!r)
		r = creds_take(req);
	if (!r)
		r = rename_held(&from, name, &to, newname, flags);
	reply(req, r);
}
