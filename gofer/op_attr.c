// SPDX-License-Identifier: ISC
/* Attributes. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "gofer/channel.h"
#include "gofer/jobs.h"
#include "gofer/node.h"
#include "gofer/ops.h"

static void reply_attr(fuse_req_t req, fuse_ino_t id)
{
	struct tree *t = tree_of(req);
	struct stat st;
	int r = node_stat(t, id, &st);

	if (r < 0)
		reply(req, r);
	else
		fuse_reply_attr(req, &st, t->timeout);
}

void op_getattr(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi)
{
	(void)fi;
	reply_attr(req, id);
}

static int set_size(struct tree *t, fuse_ino_t id, off_t size)
{
	const struct fuse_setattr_in *in = (void *)(channel_message() + 1);
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(t, id, USE_WRITE, &h);

	if (!r && (in->valid & FATTR_KILL_SUIDGID))
		r = kill_suidgid(h.fd);
	if (!r && ftruncate(h.fd, size) < 0)
		r = -errno;
	return r;
}

static int set_owner(int fd, const struct stat *attr, int which)
{
	uid_t uid = which & FUSE_SET_ATTR_UID ? attr->st_uid : (uid_t)-1;
	gid_t gid = which & FUSE_SET_ATTR_GID ? attr->st_gid : (gid_t)-1;

	return fchownat(fd, "", uid, gid, AT_EMPTY_PATH) < 0 ? -errno : 0;
}

static struct timespec time_to_set(const struct timespec *ts, int which,
				   int value, int now)
{
	if (which & now)
		return (struct timespec) { .tv_nsec = UTIME_NOW };
	if (which & value)
		return *ts;
	return (struct timespec) { .tv_nsec = UTIME_OMIT };
}

static int set_times(int fd, const struct stat *attr, int which)
{
	struct timespec ts[2] = {
		time_to_set(&attr->st_atim, which, FUSE_SET_ATTR_ATIME,
			    FUSE_SET_ATTR_ATIME_NOW),
		time_to_set(&attr->st_mtim, which, FUSE_SET_ATTR_MTIME,
			    FUSE_SET_ATTR_MTIME_NOW),
	};

	return utimensat(AT_FDCWD, fd_path(fd).text, ts, 0) < 0 ? -errno : 0;
}

#define OWNER	(FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID)
#define TIMES	(FUSE_SET_ATTR_ATIME | FUSE_SET_ATTR_MTIME |		\
		 FUSE_SET_ATTR_ATIME_NOW | FUSE_SET_ATTR_MTIME_NOW)

static int set_mode(int fd, mode_t mode)
{
	return fchmodat(AT_FDCWD, fd_path(fd).text, mode & 07777, 0) < 0 ?
	       -errno : 0;
}

/* The mode comes after the owner, whose change clears bits of it. */
static int set_attr(struct tree *t, fuse_ino_t id, const struct stat *attr,
		    int which)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(t, id, USE_PATH, &h);

	if (!r && (which & OWNER))
		r = set_owner(h.fd, attr, which);
	if (!r && (which & FUSE_SET_ATTR_MODE))
		r = set_mode(h.fd, attr->st_mode);
	if (!r && (which & FUSE_SET_ATTR_SIZE))
		r = set_size(t, id, attr->st_size);
	if (!r && (which & TIMES))
		r = set_times(h.fd, attr, which);
	return r;
}

void op_setattr(fuse_req_t req, fuse_ino_t id, struct stat *attr, int which,
		struct fuse_file_info *fi)
{
	int r = set_attr(tree_of(req), id, attr, which);

	(void)fi;
	if (r < 0)
		reply(req, r);
	else
		reply_attr(req, id);
}

void op_readlink(fuse_req_t req, fuse_ino_t id)
{
	cleanup_hold struct hold h = { 0 };
	char text[PATH_MAX];
	ssize_t n;
	int r = hold_get(tree_of(req), id, USE_PATH, &h);

	if (r < 0) {
		reply(req, r);
		return;
	}
	n = readlinkat(h.fd, "", text, sizeof(text) - 1);
	if (n < 0) {
		reply(req, -errno);
		return;
	}
	text[n] = '\0';
	fuse_reply_readlink(req, text);
}

void op_statfs(fuse_req_t req, fuse_ino_t id)
{
	cleanup_hold struct hold h = { 0 };
	struct statvfs st;
	int r = hold_get(tree_of(req), id, USE_PATH, &h);

	if (!r && fstatvfs(h.fd, &st) < 0)
		r = -errno;
	if (r < 0)
		reply(req, r);
	else
		fuse_reply_statfs(req, &st);
}

static void run_syncfs(struct job *job)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(job->tree, FUSE_ROOT_ID, USE_READ, &h);

	if (!r && syncfs(h.fd) < 0)
		r = -errno;
	channel_reply(job->tree, job->unique, r);
}

void op_syncfs(struct tree *t, uint64_t unique)
{
	jobs_run((struct job) {
		.run = run_syncfs, .tree = t, .unique = unique,
	});
}
