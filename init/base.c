// SPDX-License-Identifier: ISC
/*
 * The mounts that init needs itself, and the rest of a usable /dev for a
 * container that brings none.  What is mounted already is left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "mounts.h"

struct base {
	const char *path, *type;
	unsigned long flags;
	const char *options;
};

/* In the order of the bits in struct guest, see mounts_root(). */
static const struct base base[] = {
	{ "/dev", "devtmpfs", MS_NOSUID, NULL },
	{ "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL },
	{ "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL },
};

static const struct base dev[] = {
	{ "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	  "mode=0620,ptmxmode=0666,gid=5" },
	{ "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777" },
};

static const struct { const char *text, *path; } links[] = {
	{ "/proc/self/fd",	"/dev/fd" },
	{ "/proc/self/fd/0",	"/dev/stdin" },
	{ "/proc/self/fd/1",	"/dev/stdout" },
	{ "/proc/self/fd/2",	"/dev/stderr" },
};

/* @parent is the folder that @path lies in. */
static bool is_mounted(const char *path, const char *parent)
{
	struct stat a, b;

	return !stat(path, &a) && !stat(parent, &b) && a.st_dev != b.st_dev;
}

/* 1: mounted; 0: was there, or the kernel has no such file system. */
static int mount_base(const struct base *b, const char *parent, struct err *e)
{
	if (is_mounted(b->path, parent))
		return 0;
	if (mkdir(b->path, 0755) && errno != EEXIST)
		return err_errno(e, "making %s", b->path);
	if (!mount(b->type, b->path, b->type, b->flags, b->options))
		return 1;
	if (errno == ENODEV)
		return 0;
	return err_errno(e, "mounting %s", b->path);
}

int mounts_base(struct guest *g, struct err *e)
{
	for (unsigned int i = 0; i < sizeof(base) / sizeof(*base); i++) {
		int rc = mount_base(&base[i], "/", e);

		if (rc < 0)
			return rc;
		g->mounted |= (unsigned int)rc << i;
	}
	g->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (g->proc < 0)
		return err_errno(e, "opening /proc");
	return 0;
}

int mounts_dev(struct err *e)
{
	for (unsigned int i = 0; i < sizeof(dev) / sizeof(*dev); i++) {
		int rc = mount_base(&dev[i], "/dev", e);

		if (rc < 0)
			return rc;
	}
	for (unsigned int i = 0; i < sizeof(links) / sizeof(*links); i++) {
		/* One that the container made itself is as good. */
		if (symlink(links[i].text, links[i].path) && errno != EEXIST)
			return err_errno(e, "linking %s",
					 links[i].path);
	}
	return 0;
}
