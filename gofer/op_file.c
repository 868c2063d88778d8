// SPDX-License-Identifier: ISC
/*
 * Regular files.  A file has at most one descriptor for reading, one for
 * writing and one for appending here, however often the guest has it open: all
 * reads and writes say where, and what is appended goes where the host's kernel
 * says.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <nabla/files.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "gofer/channel.h"
#include "gofer/creds.h"
#include "gofer/jobs.h"
#include "gofer/names.h"
#include "gofer/node.h"
#include "gofer/op_lock.h"
#include "gofer/op_ram.h"
#include "gofer/ops.h"

#define UNCOPIED_MIN	32768		/* below it copying is cheaper */

static void describe(struct fuse_file_info *fi)
{
	fi->fh = 0;
	/*
	 * What is in the guest's cache goes when a change of size or time is
	 * seen.
	 */
	fi->keep_cache = 1;
}

static int open_new(struct hold *dir, const char *name, mode_t mode, int flags)
{
	struct open_how how = {
		.flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY |
			 O_NONBLOCK | (uint64_t)(flags & O_EXCL),
		.mode = mode & 07777,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
			   RESOLVE_NO_SYMLINKS,
	};
	long fd;

	if (!name) {
		how.flags &= ~(uint64_t)(O_CREAT | O_NOFOLLOW);
		how.flags |= O_TMPFILE;
		name = ".";
	}
	fd = syscall(SYS_openat2, dir->fd, name, &how, sizeof(how));
	return fd < 0 ? -errno : (int)fd;
}

/* Nobody but the host can have put anything else there just now. */
static int check_regular(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? 0 : -EEXIST;
}

/* Without a name, if it is NULL. */
static int create(fuse_req_t req, fuse_ino_t parent, const char *name,
		  mode_t mode, int flags, struct fuse_entry_param *e)
{
	cleanup_hold struct hold dir = { 0 };
	int r = name ? hold_dir(req, parent, name, &dir) :
		       hold_get(tree_of(req), parent, USE_PATH, &dir);
	int fd;

	if (!r)
		r = creds_take(req);
	if (r < 0)
		return r;
	fd = open_new(&dir, name, mode, flags);
	if (fd < 0)
		return fd;
	r = check_regular(fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	return node_adopt(&dir, name, fd, e);
}

void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	       struct fuse_file_info *fi)
{
	struct fuse_entry_param e;
	int r;

	/* What stands for its name is none. */
	if (channel_tmpfile())
		name = NULL;
	r = create(req, parent, name, mode, fi->flags, &e);
	describe(fi);
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_create(req, &e, fi);
}

static enum use use_for(int flags)
{
	if ((flags & O_ACCMODE) == O_RDONLY)
		return USE_READ;
	return flags & O_APPEND ? USE_APPEND : USE_WRITE;
}

void op_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	enum use use = use_for(fi->flags);
	bool one_way = channel_message()->unique & NABLA_ONE_WAY;
	int r = node_open(tree_of(req), id, use, one_way);

	describe(fi);
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_open(req, fi);
}

void op_release(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	(void)fi;
	if (node_close(tree_of(req), id))
		locks_close(id);
	reply(req, 0);
}

static void run_read(struct job *job)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(job->tree, job->id, USE_READ, &h);
	ssize_t n;

	if (r < 0) {
		reply(job->req, r);
		return;
	}
	n = pread(h.fd, channel_buffer(), job->len, job->off);
	if (n < 0)
		reply(job->req, -errno);
	else
		fuse_reply_buf(job->req, channel_buffer(), (size_t)n);
}

/* What is not in the host's cache is waited for by another thread. */
static ssize_t read_cached(struct tree *t, fuse_ino_t id, size_t size,
			   off_t off)
{
	struct iovec iov = { channel_buffer(), size };
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(t, id, USE_READ, &h);
	ssize_t n;

	if (r < 0)
		return r;
	n = preadv2(h.fd, &iov, 1, off, RWF_NOWAIT);
	if (n < 0)
		return -errno;
	/* Cut short by the end of the file, or of what is cached? */
	return (size_t)n == size ? n : -EAGAIN;
}

static bool is_cached(int fd, off_t at)
{
	char byte;
	struct iovec iov = { &byte, 1 };

	return preadv2(fd, &iov, 1, at, RWF_NOWAIT) == 1;
}

size_t file_cached(int fd, size_t size, off_t off)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    off < 0 || off >= st.st_size)
		return 0;
	if ((off_t)size > st.st_size - off)
		size = (size_t)(st.st_size - off);
	if (!is_cached(fd, off) || !is_cached(fd, off + (off_t)size - 1))
		return 0;
	return size;
}

/*
 * Long ones go from the host's cache to the socket: sending must not wait for a
 * disk.
 */
static bool read_uncopied(struct tree *t, fuse_ino_t id, size_t size,
			  off_t off)
{
	cleanup_hold struct hold h = { 0 };

	if (size < UNCOPIED_MIN || hold_get(t, id, USE_READ, &h) < 0)
		return false;
	size = file_cached(h.fd, size, off);
	if (!size)
		return false;
	channel_send_file(t, channel_message()->unique, h.fd, off, size);
	return true;
}

static void read_copied(fuse_req_t req, fuse_ino_t id, size_t size, off_t off)
{
	ssize_t n = read_cached(tree_of(req), id, size, off);
	struct job job = {
		.run = run_read, .tree = tree_of(req), .req = req,
		.id = id, .off = off, .len = size,
	};

	if (n >= 0)
		fuse_reply_buf(req, channel_buffer(), (size_t)n);
	else if (n == -EAGAIN || (n == -EOPNOTSUPP && size >= UNCOPIED_MIN))
		jobs_run(job);
	else
		/* overlayfs can't tell: short ones are not worth the way. */
		run_read(&job);
}

void op_read(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
	     struct fuse_file_info *fi)
{
	const struct fuse_read_in *in = (void *)(channel_message() + 1);

	(void)fi;
	if (in->read_flags & NABLA_IN_RAM)
		op_read_ram(req, id, size, off);
	else if (read_uncopied(tree_of(req), id, size, off))
		fuse_reply_none(req);
	else
		read_copied(req, id, size, off);
}

int kill_suidgid(int fd)
{
	struct stat st;
	mode_t kill = S_ISUID;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_mode & S_IXGRP)
		kill |= S_ISGID;
	if (!(st.st_mode & kill))
		return 0;
	return fchmod(fd, st.st_mode & 07777 & ~kill) < 0 ? -errno : 0;
}

/* All of it, or the error that cut it short if nothing was written before. */
static ssize_t write_at(int fd, struct pieces p, off_t off)
{
	ssize_t done = 0, n;

	while (p.count) {
		n = pwritev(fd, p.iov, p.count, off + done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return done ? done : n ? -errno : -EIO;
		done += n;
		pieces_skip(&p, (size_t)n);
	}
	return done;
}

/*
 * In one piece, so that nobody else's comes between.  The descriptor's position
 * is then where that ends; no other thread has the descriptor in use.
 */
static ssize_t append(int fd, const struct pieces *p, uint64_t *at)
{
	ssize_t n;
	off_t end;

	do
		n = writev(fd, p->iov, p->count);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -EIO;
	end = lseek(fd, 0, SEEK_CUR);
	if (end < n)
		return end < 0 ? -errno : -EIO;
	*at = (uint64_t)(end - n);
	return n;
}

struct data {
	struct pieces pieces;
	off_t off;
	bool append;
};

/* What follows struct fuse_write_out; at only if it was an append. */
struct written {
	uint64_t at;
	struct nabla_wrote wrote;
};

static void fill_attr(struct tree *t, const struct stat *st,
		      struct fuse_attr_out *out)
{
	out->attr_valid = (uint64_t)t->timeout;
	out->attr_valid_nsec = (uint32_t)((t->timeout -
					   (double)out->attr_valid) * 1e9);
	out->attr = (struct fuse_attr) {
		.ino = st->st_ino,
		.size = (uint64_t)st->st_size,
		.blocks = (uint64_t)st->st_blocks,
		.atime = (uint64_t)st->st_atim.tv_sec,
		.mtime = (uint64_t)st->st_mtim.tv_sec,
		.ctime = (uint64_t)st->st_ctim.tv_sec,
		.atimensec = (uint32_t)st->st_atim.tv_nsec,
		.mtimensec = (uint32_t)st->st_mtim.tv_nsec,
		.ctimensec = (uint32_t)st->st_ctim.tv_nsec,
		.mode = st->st_mode,
		.nlink = (uint32_t)st->st_nlink,
		.uid = st->st_uid,
		.gid = st->st_gid,
		.rdev = (uint32_t)st->st_rdev,
		.blksize = (uint32_t)st->st_blksize,
	};
}

/*
 * With the time of change before and the attributes after, so that what the
 * guest has cached of the file survives its own writes.
 */
static ssize_t write_file(struct hold *h, const struct data *d,
			  struct written *w)
{
	struct stat before, after;
	ssize_t n;
	int r;

	if (fstat(h->fd, &before) < 0)
		return -errno;
	n = d->append ? append(h->fd, &d->pieces, &w->at) :
			write_at(h->fd, d->pieces, d->off);
	if (n < 0)
		return n;
	r = hold_stat(h, &after);
	if (r < 0)
		return r;
	w->wrote.before = (uint64_t)before.st_mtim.tv_sec;
	w->wrote.before_nsec = (uint32_t)before.st_mtim.tv_nsec;
	fill_attr(h->tree, &after, &w->wrote.after);
	return n;
}

/* No error of a program's own address: RAM could not be had. */
static ssize_t write_ram(struct hold *h, struct data *d, size_t size,
			 struct written *w)
{
	struct iovec iov[NABLA_SEGMENTS_MAX];
	struct ram *ram = &h->tree->ram;
	ssize_t n = op_ram_pieces(h->tree, sizeof(struct fuse_write_in), size,
				  iov);

	d->pieces = (struct pieces) { iov, (int)n };
	if (n >= 0)
		n = ram_enter(ram);
	if (n < 0)
		return n;
	n = write_file(h, d, w);
	ram_exit(ram);
	return n == -EFAULT ? -EIO : n;
}

static void answer_write(fuse_req_t req, size_t n, struct written *w,
			 bool append)
{
	struct fuse_write_out out = { .size = (uint32_t)n };
	struct iovec iov[] = {
		{ &out, sizeof(out) },
		{ &w->at, sizeof(w->at) },
		{ &w->wrote, sizeof(w->wrote) },
	};

	if (!append)
		iov[1].iov_len = 0;
	fuse_reply_iov(req, iov, 3);
}

void op_write(fuse_req_t req, fuse_ino_t id, const char *buf, size_t size,
	      off_t off, struct fuse_file_info *fi)
{
	const struct fuse_write_in *in = (void *)(channel_message() + 1);
	struct iovec iov = { (char *)buf, size };
	struct data d = {
		.pieces = { &iov, 1 }, .off = off,
		.append = in->write_flags & NABLA_WRITE_APPEND,
	};
	cleanup_hold struct hold h = { 0 };
	struct written w = { 0 };
	ssize_t n = hold_get(tree_of(req), id,
			     d.append ? USE_APPEND : USE_WRITE, &h);

	(void)fi;
	if (!n && (in->write_flags & FUSE_WRITE_KILL_SUIDGID))
		n = kill_suidgid(h.fd);
	if (!n && (in->write_flags & NABLA_IN_RAM))
		n = write_ram(&h, &d, size, &w);
	else if (!n)
		n = write_file(&h, &d, &w);
	if (n < 0)
		reply(req, (int)n);
	else
		answer_write(req, (size_t)n, &w, d.append);
}

static void run_fsync(struct job *job)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(job->tree, job->id, USE_READ, &h);

	if (!r && (job->flags ? fdatasync(h.fd) : fsync(h.fd)) < 0)
		r = -errno;
	reply(job->req, r);
}

/* Of directories as well. */
void op_fsync(fuse_req_t req, fuse_ino_t id, int data_only,
	      struct fuse_file_info *fi)
{
	(void)fi;
	jobs_run((struct job) {
		.run = run_fsync, .tree = tree_of(req), .req = req,
		.id = id, .flags = data_only,
	});
}

static void run_fallocate(struct job *job)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(job->tree, job->id, USE_WRITE, &h);

	if (!r && fallocate(h.fd, job->flags, job->off, (off_t)job->len) < 0)
		r = -errno;
	reply(job->req, r);
}

void op_fallocate(fuse_req_t req, fuse_ino_t id, int mode, off_t off,
		  off_t len, struct fuse_file_info *fi)
{
	(void)fi;
	jobs_run((struct job) {
		.run = run_fallocate, .tree = tree_of(req), .req = req,
		.id = id, .off = off, .len = (size_t)len, .flags = mode,
	});
}

void op_lseek(fuse_req_t req, fuse_ino_t id, off_t off, int whence,
	      struct fuse_file_info *fi)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(tree_of(req), id, USE_READ, &h);
	off_t at = -1;

	(void)fi;
	if (!r && whence != SEEK_DATA && whence != SEEK_HOLE)
		r = -EINVAL;
	if (!r) {
		at = lseek(h.fd, off, whence);
		r = at < 0 ? -errno : 0;
	}
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_lseek(req, at);
}

static ssize_t copy_range(struct job *job)
{
	cleanup_hold struct hold in = { 0 };
	cleanup_hold struct hold out = { 0 };
	ssize_t n = hold_get(job->tree, job->id, USE_READ, &in);

	if (!n)
		n = hold_get(job->tree, job->other, USE_WRITE, &out);
	if (n < 0)
		return n;
	n = copy_file_range(in.fd, &job->off, out.fd, &job->other_off, job->len,
			    (unsigned int)job->flags);
	return n < 0 ? -errno : n;
}

static void run_copy_range(struct job *job)
{
	ssize_t n = copy_range(job);

	if (n < 0)
		reply(job->req, (int)n);
	else
		fuse_reply_write(job->req, (size_t)n);
}

void op_copy_file_range(fuse_req_t req, fuse_ino_t from, off_t from_off,
			struct fuse_file_info *from_fi, fuse_ino_t to,
			off_t to_off, struct fuse_file_info *to_fi, size_t len,
			int flags)
{
	(void)from_fi;
	(void)to_fi;
	jobs_run((struct job) {
		.run = run_copy_range, .tree = tree_of(req), .req = req,
		.id = from, .off = from_off, .other = to, .other_off = to_off,
		.len = len, .flags = flags,
	});
}
