// SPDX-License-Identifier: ISC
/*
 * Directories: those that are open have a descriptor of their own, since a
 * position belongs to it.  Positions are the host's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nabla/files.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gofer/channel.h"
#include "gofer/names.h"
#include "gofer/node.h"
#include "gofer/ops.h"

struct directory {
	int fd;
	off_t at;			/* where fd is */
};

/* An answer in the making. */
struct listing {
	fuse_req_t req;
	struct hold dir;
	char *buf;
	size_t size, len;
	bool plus;
};

static int add_directory(struct tree *t, struct directory *d)
{
	for (int i = 0; i < DIRECTORIES_MAX; i++) {
		if (!t->directory[i]) {
			t->directory[i] = d;
			return i;
		}
	}
	return -ENFILE;
}

static struct directory *directory_of(struct tree *t,
				      const struct fuse_file_info *fi)
{
	return fi->fh < DIRECTORIES_MAX ? t->directory[fi->fh] : NULL;
}

static int open_directory(struct tree *t, fuse_ino_t id)
{
	struct directory *d = calloc(1, sizeof(*d));
	int r = -ENOMEM;

	if (!d)
		return r;
	d->fd = r = node_open_again(t, id, O_RDONLY | O_DIRECTORY);
	if (r >= 0)
		r = add_directory(t, d);
	if (r < 0) {
		if (d->fd >= 0)
			close(d->fd);
		free(d);
	}
	return r;
}

void op_opendir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	int r = open_directory(tree_of(req), id);

	if (r < 0) {
		reply(req, r);
		return;
	}
	fi->fh = (uint64_t)r;
	fuse_reply_open(req, fi);
}

static void close_directory(struct tree *t, uint64_t i)
{
	close(t->directory[i]->fd);
	free(t->directory[i]);
	t->directory[i] = NULL;
}

void op_releasedir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	struct tree *t = tree_of(req);

	(void)id;
	if (directory_of(t, fi))
		close_directory(t, fi->fh);
	reply(req, 0);
}

void directories_close(struct tree *t)
{
	for (uint64_t i = 0; i < DIRECTORIES_MAX; i++)
		if (t->directory[i])
			close_directory(t, i);
}

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

static int add_plus(struct listing *l, const struct dirent64 *de)
{
	struct fuse_entry_param e = { 0 };
	size_t left = l->size - l->len;
	int r = 0;

	if (fuse_add_direntry_plus(l->req, NULL, 0, de->d_name, NULL, 0) > left)
		return -ENOSPC;
	if (!is_dots(de->d_name))
		r = node_lookup(&l->dir, de->d_name, &e);
	/* One that just went, or can't be looked at, is listed all the same. */
	if (r < 0 || is_dots(de->d_name)) {
		memset(&e, 0, sizeof(e));
		e.attr.st_ino = node_number(&l->dir, de->d_ino);
		e.attr.st_mode = (mode_t)DTTOIF(de->d_type);
	}
	l->len += fuse_add_direntry_plus(l->req, l->buf + l->len, left,
					 de->d_name, &e, de->d_off);
	return 0;
}

static int add_plain(struct listing *l, const struct dirent64 *de)
{
	struct stat st = {
		.st_ino = node_number(&l->dir, de->d_ino),
		.st_mode = (mode_t)DTTOIF(de->d_type),
	};
	size_t left = l->size - l->len;
	size_t n = fuse_add_direntry(l->req, l->buf + l->len, left, de->d_name,
				     &st, de->d_off);

	if (n > left)
		return -ENOSPC;
	l->len += n;
	return 0;
}

static int add_entries(struct listing *l, struct directory *d,
		       const char *buf, size_t len)
{
	int r = 0;

	for (size_t at = 0; at < len && !r;) {
		const struct dirent64 *de = (void *)(buf + at);

		r = l->plus ? add_plus(l, de) : add_plain(l, de);
		if (!r)
			d->at = de->d_off;
		at += de->d_reclen;
	}
	return r;
}

/* Nobody is told of what was looked up. */
static void forget_listed(struct tree *t, const struct listing *l)
{
	const struct fuse_direntplus *de;

	for (size_t at = 0; l->plus && at < l->len;
	     at += FUSE_DIRENTPLUS_SIZE(de)) {
		de = (const void *)(l->buf + at);
		if (de->entry_out.nodeid)
			node_forget(t, de->entry_out.nodeid, 1);
	}
}

/*
 * Reads from the host about as much as the answer holds; what did not fit is
 * read again next time.  A short answer says that there is no more: if something
 * goes wrong, none is sent.
 */
static int list_directory(struct listing *l, struct directory *d, off_t off)
{
	_Alignas(struct dirent64) char buf[4096];
	ssize_t n;
	int r = 0;

	if (lseek(d->fd, off, SEEK_SET) < 0)
		return -errno;
	while (!r) {
		n = getdents64(d->fd, buf, sizeof(buf));
		if (n < 0)
			return -errno;
		if (!n)
			return 0;
		r = add_entries(l, d, buf, (size_t)n);
	}
	return 0;
}

static void list_and_reply(fuse_req_t req, fuse_ino_t id, size_t size,
			   off_t off, struct fuse_file_info *fi, bool plus)
{
	struct directory *d = directory_of(tree_of(req), fi);
	struct listing l = {
		.req = req, .buf = channel_buffer(), .size = size, .plus = plus,
	};
	int r = hold_get(tree_of(req), id, USE_PATH, &l.dir);

	if (!r)
		r = d ? list_directory(&l, d, off) : -EBADF;
	if (r < 0) {
		forget_listed(tree_of(req), &l);
		reply(req, r);
	} else {
		fuse_reply_buf(req, l.buf, l.len);
	}
	hold_put(&l.dir);
}

void op_readdir(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
		struct fuse_file_info *fi)
{
	list_and_reply(req, id, size, off, fi, false);
}

void op_readdirplus(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
		    struct fuse_file_info *fi)
{
	list_and_reply(req, id, size, off, fi, true);
}
