// SPDX-License-Identifier: ISC
/* A scratch folder that becomes a root file system. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bake/tree.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/str.h"

#define DEPTH_MAX	64		/* of folders */

static const struct { const char *path; mode_t mode; } standard[] = {
	{ "/proc", 0755 }, { "/sys", 0755 }, { "/dev", 0755 },
	{ "/tmp", 01777 }, { "/run", 0755 }, { "/root", 0700 },
};

static int in_tree(const struct tree *t, const char *path, char to[PATH_MAX],
		   struct err *e)
{
	if ((size_t)snprintf(to, PATH_MAX, "%s%s", t->path, path) >= PATH_MAX)
		return err_set(e, ENAMETOOLONG, "%s", path);
	return 0;
}

int tree_make(struct tree *t, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_MAX];

	if (!tmp || tmp[0] != '/' ||
	    (size_t)snprintf(t->path, sizeof(t->path), "%s/nabla-bake.XXXXXX",
			     tmp) >= sizeof(t->path))
		str_copy(t->path, sizeof(t->path), "/tmp/nabla-bake.XXXXXX");
	if (!mkdtemp(t->path)) {
		err_errno(e, "making a folder %s", t->path);
		t->path[0] = '\0';
		return -e->code;
	}
	if (chmod(t->path, 0755) < 0)
		return err_errno(e, "%s", t->path);
	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++) {
		if (in_tree(t, standard[i].path, path, e) < 0)
			return -e->code;
		if (mkdir(path, 0755) < 0 || chmod(path, standard[i].mode) < 0)
			return err_errno(e, "making %s", path);
	}
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

void tree_remove(struct tree *t)
{
	if (t->path[0])
		nftw(t->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	t->path[0] = '\0';
}

/* The folders above path, all below the tree's own. */
static int make_parents(char *path, size_t skip, struct err *e)
{
	for (char *p = path + skip + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return err_errno(e, "making %s", path);
		*p = '/';
	}
	return 0;
}

static int copy_bytes(int from, int to)
{
	ssize_t n;

	while ((n = sendfile(to, from, NULL, 1 << 30)) > 0)
		;
	return n < 0 ? -errno : 0;
}

static int copy_file(const char *from, const char *to, mode_t mode,
		     struct err *e)
{
	cleanup_fd int in = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	cleanup_fd int out = -1;

	if (in < 0)
		return err_errno(e, "opening %s", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return err_errno(e, "making %s", to);
	if (copy_bytes(in, out) < 0 || fchmod(out, mode & 07777) < 0)
		return err_errno(e, "copying %s to %s", from, to);
	return 0;
}

static int copy_link(const char *from, const char *to, struct err *e)
{
	char text[PATH_MAX];
	ssize_t n = readlink(from, text, sizeof(text) - 1);

	if (n < 0)
		return err_errno(e, "reading the link %s", from);
	text[n] = '\0';
	if (symlink(text, to) < 0)
		return err_errno(e, "making the link %s", to);
	return 0;
}

static int copy(const char *from, const char *to, bool follow, int depth,
		struct err *e);

static int copy_entry(const char *from, const char *to, const char *name,
		      int depth, struct err *e)
{
	char source[PATH_MAX], target[PATH_MAX];

	if ((size_t)snprintf(source, sizeof(source), "%s/%s", from, name) >=
	    sizeof(source) ||
	    (size_t)snprintf(target, sizeof(target), "%s/%s", to, name) >=
	    sizeof(target))
		return err_set(e, ENAMETOOLONG, "%s/%s", from, name);
	return copy(source, target, false, depth + 1, e);
}

static int copy_dir(const char *from, const char *to, mode_t mode, int depth,
		    struct err *e)
{
	struct dirent *d;
	DIR *dir;
	int r = 0;

	if (depth == DEPTH_MAX)
		return err_set(e, ELOOP, "%s: too deep", from);
	if (mkdir(to, 0700) < 0 && errno != EEXIST)
		return err_errno(e, "making %s", to);
	dir = opendir(from);
	if (!dir)
		return err_errno(e, "opening %s", from);
	while (!r && (errno = 0, d = readdir(dir)))
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			r = copy_entry(from, to, d->d_name, depth, e);
	if (!r && errno)
		r = err_errno(e, "reading %s", from);
	closedir(dir);
	if (!r && chmod(to, mode & 07777) < 0)
		r = err_errno(e, "%s", to);
	return r;
}

static int copy(const char *from, const char *to, bool follow, int depth,
		struct err *e)
{
	struct stat st;

	if (fstatat(AT_FDCWD, from, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0)
		return err_errno(e, "looking at %s", from);
	if (S_ISREG(st.st_mode))
		return copy_file(from, to, st.st_mode, e);
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to, e);
	if (S_ISDIR(st.st_mode))
		return copy_dir(from, to, st.st_mode, depth, e);
	return err_set(e, EINVAL, "%s: neither file, folder nor link", from);
}

static bool climbs(const char *path)
{
	for (; path; path = strchr(path, '/')) {
		path += *path == '/';
		if (!strncmp(path, "..", 2) && (!path[2] || path[2] == '/'))
			return true;
	}
	return false;
}

int tree_add(const struct tree *t, const char *from, const char *to,
	     struct err *e)
{
	char path[PATH_MAX];

	if (to[0] != '/' || climbs(to))
		return err_set(e, EINVAL, "%s: not an absolute path without "
			       "\"..\"", to);
	if (in_tree(t, to, path, e) < 0 ||
	    make_parents(path, strlen(t->path), e) < 0)
		return -e->code;
	return copy(from, path, true, 0, e);
}
