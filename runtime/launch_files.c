// SPDX-License-Identifier: ISC
/*
 * What the gofer serves: a directory with the container's root file system,
 * "root", and the sources of its bind mounts, "0", "1" and so on, all of them
 * mounts of the host's files.  The guest puts them where they belong.  So no
 * path inside the container's root is looked up on the host, but to make places
 * to mount on in a root that the guest may not write to, and then in that root
 * only.
 *
 * It lies on a file system in memory, mounted over the container's own state
 * directory in a mount namespace that nobody else sees.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/describe.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/mount_api.h"
#include "runtime/mounts.h"

static int set_attributes(int mount, bool recursive, uint64_t set,
			  uint64_t propagation, struct err *e)
{
	struct mount_attr a = { .attr_set = set, .propagation = propagation };

	if (mount_setattr(mount, "", AT_EMPTY_PATH |
			  (recursive ? AT_RECURSIVE : 0), &a, sizeof(a)) < 0)
		return err_errno(e, "setting flags of a mount");
	return 0;
}

/* A copy of the mount of that path, in no namespace yet. */
static int copy_mount(const char *path, bool recursive, struct err *e)
{
	int fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE |
			   OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0));

	if (fd < 0)
		return err_errno(e, "mounts: %.300s", path);
	return fd;
}

/* A folder or a file, as what goes there. */
static int make_place(int tree, const char *name, int source, struct err *e)
{
	struct stat st;
	int rc;

	if (fstat(source, &st) < 0)
		return err_errno(e, "mounts");
	if (S_ISDIR(st.st_mode))
		rc = mkdirat(tree, name, 0755);
	else
		rc = mknodat(tree, name, S_IFREG | 0644, 0);
	return rc < 0 ? err_errno(e, "mounts: a place for %s", name) : 0;
}

static int attach(int tree, const char *name, int source, struct err *e)
{
	if (make_place(tree, name, source, e) < 0)
		return -e->code;
	if (move_mount(source, "", tree, name, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_errno(e, "mounts: placing %s", name);
	return 0;
}

static uint64_t propagation_of(const struct spec_mount *m)
{
	if (mount_has_option(m, "rslave") || mount_has_option(m, "slave") ||
	    mount_has_option(m, "rshared") || mount_has_option(m, "shared"))
		return MS_SLAVE;
	return MS_PRIVATE;
}

static void warn_propagation(const struct spec_mount *m)
{
	char text[300];

	if (!mount_has_option(m, "rshared") && !mount_has_option(m, "shared"))
		return;
	snprintf(text, sizeof(text), "mounts: %.200s: what the container "
		 "mounts there stays in it; the other way is honoured",
		 m->destination);
	log_warn(text);
}

/* A source is the host's; one that is not absolute is the bundle's. */
static int source_path(const struct launch *l, const char *path, char *out,
		       size_t size, struct err *e)
{
	int n = path[0] == '/' ? snprintf(out, size, "%s", path) :
		snprintf(out, size, "%s/%s", l->c->bundle, path);

	if (n >= (int)size)
		return err_set(e, ENAMETOOLONG, "mounts: %.200s", path);
	return 0;
}

static int open_bind(struct launch *l, const struct spec_mount *m,
		     struct err *e)
{
	bool recursive = mount_has_option(m, "rbind");
	cleanup_fd int source = -1;
	char path[PATH_MAX];

	if (source_path(l, m->source, path, sizeof(path), e) < 0)
		return -e->code;
	source = copy_mount(path, recursive, e);
	if (source < 0)
		return source;
	warn_propagation(m);
	if (set_attributes(source, true, 0, propagation_of(m), e) < 0)
		return -e->code;
	if (mount_has_option(m, "rro") &&
	    set_attributes(source, true, MOUNT_ATTR_RDONLY, 0, e) < 0)
		return -e->code;
	if (mount_has_option(m, "ro") &&
	    set_attributes(source, false, MOUNT_ATTR_RDONLY, 0, e) < 0)
		return -e->code;
	return steal_fd(&source);
}

/* Whether a mount before the n-th one will lie over its place. */
static bool is_covered(const struct spec *s, size_t n)
{
	const struct spec_mount *m = s->mounts.items;

	for (size_t i = 0; i < n; i++) {
		size_t size = strlen(m[i].destination);

		while (size && m[i].destination[size - 1] == '/')
			size--;
		if (!strncmp(m[i].destination, m[n].destination, size) &&
		    m[n].destination[size] == '/')
			return true;
	}
	return false;
}

static bool is_folder(struct launch *l, const struct spec_mount *m)
{
	char path[PATH_MAX];
	struct err ignored = { 0 };
	struct stat st;

	return !mount_is_bind(m) ||
	       source_path(l, m->source, path, sizeof(path), &ignored) < 0 ||
	       stat(path, &st) < 0 || S_ISDIR(st.st_mode);
}

static int make_places(struct launch *l, int root, struct err *e)
{
	const struct spec_mount *m = l->spec->mounts.items;

	for (size_t i = 0; i < l->spec->mounts.n; i++)
		if (!is_covered(l->spec, i) &&
		    mounts_make_place(root, m[i].destination,
				      is_folder(l, &m[i]), e) < 0)
			return err_context(e, "mounts");
	return mounts_make_place(root, l->spec->process.cwd, true, e);
}

static int open_root(struct launch *l, struct err *e)
{
	cleanup_fd int root = copy_mount(l->c->rootfs, true, e);
	const char *p = l->spec->linux_.rootfs_propagation;
	bool slave = p && (strstr(p, "slave") || strstr(p, "shared"));

	if (root < 0)
		return err_context(e, "root.path");
	if (set_attributes(root, true, 0, slave ? MS_SLAVE : MS_PRIVATE, e) < 0)
		return -e->code;
	if (!l->solo5 && launch_find_program(l->spec, root, e) < 0)
		return -e->code;
	/* where there is no guest that makes them */
	if ((l->spec->root.readonly || l->solo5) &&
	    make_places(l, root, e) < 0)
		return -e->code;
	if (l->spec->root.readonly &&
	    set_attributes(root, false, MOUNT_ATTR_RDONLY, 0, e) < 0)
		return -e->code;
	return steal_fd(&root);
}

/* All of them, before anything is mounted over a place where one may be. */
static int open_all(struct launch *l, int *source, struct err *e)
{
	const struct spec_mount *m = l->spec->mounts.items;

	for (size_t i = 0; i < l->spec->mounts.n; i++) {
		source[i] = -1;
		if (!mount_is_bind(&m[i]))
			continue;
		source[i] = open_bind(l, &m[i], e);
		if (source[i] < 0)
			return -e->code;
	}
	return 0;
}

static int attach_all(struct launch *l, int tree, int *source, struct err *e)
{
	char name[24];

	for (size_t i = 0; i < l->spec->mounts.n; i++) {
		if (source[i] < 0)
			continue;
		snprintf(name, sizeof(name), "%zu", i);
		if (attach(tree, name, source[i], e) < 0)
			return -e->code;
		close(source[i]);
	}
	return 0;
}

/* A user namespace's root may not be let into the state directory. */
static int make_tree(struct launch *l, struct err *e)
{
	int fd;

	l->tree_path = l->place;
	fd = mounts_new_tmpfs(l->tree_path, e);
	if (fd != -EACCES)
		return fd;
	l->tree_path = l->c->rootfs;
	return mounts_new_tmpfs(l->tree_path, e);
}

int launch_files(struct launch *l, int *tree, struct err *e)
{
	int *source = arena_zalloc(&l->spec->arena, l->spec->mounts.n + 1,
				   sizeof(int));
	cleanup_fd int root = -1, fd = -1;

	if (!source)
		return err_set(e, ENOMEM, "no memory");
	root = open_root(l, e);
	if (root < 0 || open_all(l, source, e) < 0)
		return -e->code;
	fd = make_tree(l, e);
	if (fd < 0)
		return fd;
	if (attach(fd, FILES_ROOT, root, e) < 0 ||
	    attach_all(l, fd, source, e) < 0 ||
	    set_attributes(fd, false, MOUNT_ATTR_RDONLY, 0, e) < 0)
		return -e->code;
	*tree = steal_fd(&fd);
	return 0;
}
