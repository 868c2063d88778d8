// SPDX-License-Identifier: ISC
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "copyup.h"
#include "lib/cleanup.h"

/* A level holds three descriptors, of which init may have 1,024. */
#define DEPTH_MAX	200
#define PIECE		65536

struct copy {
	dev_t device;			/* of what is hidden */
	unsigned int depth;
};

static int copy_directory(struct copy *c, int from, int to, struct err *e);

static bool not_taken(int error)
{
	return error == ENOTSUP || error == EPERM || error == EINVAL;
}

static int copy_attributes(int from, int to)
{
	static char names[PIECE], value[PIECE];
	ssize_t n = flistxattr(from, names, sizeof(names));

	for (char *p = names; n > 0 && p < names + n; p += strlen(p) + 1) {
		ssize_t size = fgetxattr(from, p, value, sizeof(value));

		if (size >= 0 && fsetxattr(to, p, value, size, 0) &&
		    !not_taken(errno))
			return -1;
	}
	return 0;
}

/* The owner first: to change it takes setuid bits away. */
static int copy_status(int to, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };

	if (fchown(to, st->st_uid, st->st_gid) ||
	    fchmod(to, st->st_mode & 07777))
		return -1;
	return futimens(to, times);
}

static int copy_bytes(int from, int to)
{
	static char piece[PIECE];
	ssize_t n;

	while ((n = read(from, piece, sizeof(piece))) > 0)
		for (ssize_t done = 0; done < n; ) {
			ssize_t m = write(to, piece + done, n - done);

			if (m < 0)
				return -1;
			done += m;
		}
	return n < 0 ? -1 : 0;
}

static int copy_file(int dir, int to, const char *name, const struct stat *st,
		     struct err *e)
{
	cleanup_fd int in = openat(dir, name, O_RDONLY | O_NOFOLLOW |
				   O_CLOEXEC);
	cleanup_fd int out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL |
				    O_CLOEXEC, 0600);

	if (in < 0 || out < 0 || copy_bytes(in, out) ||
	    copy_attributes(in, out) || copy_status(out, st))
		return err_errno(e, "%.200s", name);
	return 0;
}

static int copy_link(int dir, int to, const char *name, const struct stat *st,
		     struct err *e)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	char text[4096];
	ssize_t n = readlinkat(dir, name, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = 0;
	if (n < 0 || symlinkat(text, to, name) ||
	    fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) ||
	    utimensat(to, name, times, AT_SYMLINK_NOFOLLOW))
		return err_errno(e, "%.200s", name);
	return 0;
}

/* Devices, FIFOs, sockets. */
static int copy_node(int to, const char *name, const struct stat *st,
		     struct err *e)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };

	if (mknodat(to, name, st->st_mode & S_IFMT, st->st_rdev) ||
	    fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) ||
	    fchmodat(to, name, st->st_mode & 07777, 0) ||
	    utimensat(to, name, times, AT_SYMLINK_NOFOLLOW))
		return err_errno(e, "%.200s", name);
	return 0;
}

static int copy_folder(struct copy *c, int dir, int to, const char *name,
		       const struct stat *st, struct err *e)
{
	cleanup_fd int in = openat(dir, name, O_RDONLY | O_DIRECTORY |
				   O_NOFOLLOW | O_CLOEXEC);
	cleanup_fd int out = -1;

	if (in < 0 || mkdirat(to, name, 0700))
		return err_errno(e, "%.200s", name);
	out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out < 0)
		return err_errno(e, "%.200s", name);
	/* what is mounted there shows its place only */
	if (st->st_dev == c->device && copy_directory(c, in, out, e))
		return err_context(e, "%.100s", name);
	if (copy_attributes(in, out) || copy_status(out, st))
		return err_errno(e, "%.200s", name);
	return 0;
}

static int copy_one(struct copy *c, int dir, int to, const char *name,
		    struct err *e)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return err_errno(e, "%.200s", name);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return copy_file(dir, to, name, &st, e);
	case S_IFDIR:
		return copy_folder(c, dir, to, name, &st, e);
	case S_IFLNK:
		return copy_link(dir, to, name, &st, e);
	}
	return copy_node(to, name, &st, e);
}

static int copy_entries(struct copy *c, DIR *d, int to, struct err *e)
{
	struct dirent *entry;
	int rc = 0;

	while (!rc && (errno = 0, entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			rc = copy_one(c, dirfd(d), to, entry->d_name, e);
	if (!rc && errno)
		rc = err_errno(e, "reading a directory");
	return rc;
}

static int copy_directory(struct copy *c, int from, int to, struct err *e)
{
	int own = fcntl(from, F_DUPFD_CLOEXEC, 0), rc;
	DIR *d = own < 0 ? NULL : fdopendir(own);

	if (!d) {
		if (own >= 0)
			close(own);
		return err_errno(e, "reading a directory");
	}
	if (++c->depth > DEPTH_MAX)
		rc = err_set(e, ELOOP, "more than %d directories deep",
			     DEPTH_MAX);
	else
		rc = copy_entries(c, d, to, e);
	c->depth--;
	closedir(d);
	return rc;
}

int copyup(int from, int to, struct err *e)
{
	struct copy c = { 0 };
	struct stat st;

	if (fstat(from, &st))
		return err_errno(e, "what is hidden");
	c.device = st.st_dev;
	return copy_directory(&c, from, to, e);
}
