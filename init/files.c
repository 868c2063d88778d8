// SPDX-License-Identifier: ISC
/*
 * The small files, folders and links of a description.  Paths are taken as they
 * stand: everything in the container is one trust domain.  The umask is 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "files.h"
#include "lib/fd.h"

static int make_parents(char *path, struct err *e)
{
	for (char *slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		int rc;

		*slash = 0;
		rc = mkdir(path, 0755);
		if (rc && errno != EEXIST)
			return err_errno(e, "parent %s", path);
		*slash = '/';
	}
	return 0;
}

static int make_folder(const char *path, mode_t mode, struct err *e)
{
	struct stat st;

	if (!mkdir(path, mode)) {
		/* mkdir(2) leaves out set-id bits. */
		if (!(mode & 06000) || !chmod(path, mode))
			return 0;
	} else if (errno == EEXIST && !stat(path, &st)) {
		if (S_ISDIR(st.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	return err_errno(e, "%s", path);
}

int files_mkdir(const char *path, mode_t mode, struct err *e)
{
	char copy[PATH_MAX];
	size_t size = strlen(path);
	int rc;

	/* Nearly always the parents are there. */
	if (!(mode & 06000) && !mkdir(path, mode))
		return 0;
	if (!size || size >= sizeof(copy)) {
		errno = size ? ENAMETOOLONG : ENOENT;
		return err_errno(e, "%s", path);
	}
	while (size > 1 && path[size - 1] == '/')
		size--;
	memcpy(copy, path, size);
	copy[size] = 0;
	rc = make_parents(copy, e);
	return rc ? rc : make_folder(copy, mode, e);
}

int files_symlink(const char *text, const char *path, struct err *e)
{
	char there[PATH_MAX];
	int why;
	ssize_t n;

	if (!symlink(text, path))
		return 0;
	why = errno;
	n = why == EEXIST ? readlink(path, there, sizeof(there)) : -1;
	if (n >= 0 && (size_t)n == strlen(text) && !memcmp(text, there, n))
		return 0;
	errno = why;
	return err_errno(e, "%s to %s", path, text);
}

/* Closes @fd, which may be -1 for a file that did not open. */
static int fill(int fd, const char *path, const char *text, struct err *e)
{
	if (fd < 0)
		return err_errno(e, "%s", path);
	if (fd_write_full(fd, text, strlen(text))) {
		err_errno(e, "%s", path);
		close(fd);
		return -e->code;
	}
	/* A file system may tell only now that the text was refused. */
	return close(fd) ? err_errno(e, "%s", path) : 0;
}

int files_write(const char *path, const char *text, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	return fill(fd, path, text, e);
}

int files_device(const char *path, mode_t mode, dev_t device, uid_t uid,
		 gid_t gid, struct err *e)
{
	struct stat st;

	if (mknod(path, mode, device) && errno != EEXIST)
		return err_errno(e, "%s", path);
	if (lstat(path, &st))
		return err_errno(e, "%s", path);
	if ((st.st_mode & S_IFMT) != (mode & S_IFMT) ||
	    (!S_ISFIFO(mode) && st.st_rdev != device))
		return err_set(e, EEXIST, "%s: something else is there", path);
	if (chown(path, uid, gid) || chmod(path, mode & 07777))
		return err_errno(e, "%s", path);
	return 0;
}

static bool is_inside(const char *path)
{
	size_t size = strlen(path);

	return !strstr(path, "//") && !strstr(path, "/../") &&
	       path[size - 1] != '/' && strcmp(path + size - 3, "/..");
}

/*
 * As sysctl(8): the separator that comes first in a key is the separator, and
 * the other character is then part of a name ("net/ipv4/conf/eth0.1/mtu" and
 * "net.ipv4.conf.eth0/1.mtu" are the same).
 */
static int sysctl_path(const char *key, char *path, size_t size, struct err *e)
{
	const char *first = strpbrk(key, "./");
	int n = snprintf(path, size, "sys/%s", key);

	if (!*key || n < 0 || (size_t)n >= size)
		return err_set(e, EINVAL, "\"%s\" is not a key", key);
	if (first && *first == '.') {
		for (char *p = path + 4; *p; p++) {
			if (*p == '.')
				*p = '/';
			else if (*p == '/')
				*p = '.';
		}
	}
	return is_inside(path) ? 0 :
	       err_set(e, EINVAL, "\"%s\" is not a key", key);
}

int files_sysctl(int proc, const char *key, const char *value, struct err *e)
{
	char path[PATH_MAX];
	int rc;

	rc = sysctl_path(key, path, sizeof(path), e);
	if (rc)
		return rc;
	return fill(openat(proc, path, O_WRONLY | O_CLOEXEC), key, value, e);
}

static int make_default(const char *path, dev_t device, struct err *e)
{
	if (!mknod(path, S_IFCHR | 0666, device) || errno == EEXIST)
		return 0;
	return err_errno(e, "%s", path);
}

int files_dev(struct err *e)
{
	static const struct {
		const char *path;
		int major, minor;
	} devices[] = {
		{ "/dev/null", 1, 3 }, { "/dev/zero", 1, 5 },
		{ "/dev/full", 1, 7 }, { "/dev/random", 1, 8 },
		{ "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
	};
	static const struct { const char *text, *path; } links[] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
		{ "pts/ptmx", "/dev/ptmx" },
	};
	int rc = files_mkdir("/dev", 0755, e);

	for (size_t i = 0; !rc && i < sizeof(devices) / sizeof(*devices); i++)
		rc = make_default(devices[i].path, makedev(devices[i].major,
				  devices[i].minor), e);
	for (size_t i = 0; !rc && i < sizeof(links) / sizeof(*links); i++)
		if (symlink(links[i].text, links[i].path) && errno != EEXIST)
			rc = err_errno(e, "%s", links[i].path);
	return rc;
}
