// SPDX-License-Identifier: ISC
/* Walks down a tree of control groups, which its owner may change meanwhile. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "cgroup_tree.h"

#define LIST_MAX	(1 << 20)
#define DEPTH_MAX	64	/* the owner may have made them any deeper */

typedef bool child_fn(int parent, const char *name, int depth, void *arg);

/* Calls @fn for the groups right below one, as long as it returns true. */
static bool each_child(int cgroup, int depth, child_fn *fn, void *arg)
{
	int fd = depth < DEPTH_MAX ?
		 openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool more = true;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return true;
	}
	while (more && (entry = readdir(d)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			more = fn(cgroup, entry->d_name, depth + 1, arg);
	closedir(d);
	return more;
}

struct visit {
	bool (*each)(void *arg, pid_t pid);
	void *arg;
};

static bool visit_own(int cgroup, const struct visit *v)
{
	cleanup_fd int fd = openat(cgroup, "cgroup.procs",
				   O_RDONLY | O_CLOEXEC);
	cleanup_free char *list = NULL;
	char *rest, *pid;
	uint64_t number;
	size_t size;

	if (fd < 0 || fd_read_all(fd, LIST_MAX, &list, &size))
		return true;
	for (pid = strtok_r(list, "\n", &rest); pid;
	     pid = strtok_r(NULL, "\n", &rest))
		if (!str_u64(pid, 10, 1, INT32_MAX, &number) &&
		    !v->each(v->arg, (pid_t)number))
			return false;
	return true;
}

static bool visit_child(int parent, const char *name, int depth, void *arg)
{
	cleanup_fd int cgroup = openat(parent, name,
				       O_PATH | O_DIRECTORY | O_CLOEXEC);

	return cgroup < 0 || (visit_own(cgroup, arg) &&
			      each_child(cgroup, depth, visit_child, arg));
}

bool cgroup_tree_each(int cgroup, bool (*each)(void *arg, pid_t pid), void *arg)
{
	struct visit v = { each, arg };

	return visit_own(cgroup, &v) && each_child(cgroup, 0, visit_child, &v);
}

/* Those that can't be removed keep their parents, which says so. */
static bool remove_child(int parent, const char *name, int depth, void *arg)
{
	cleanup_fd int cgroup = openat(parent, name,
				       O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (cgroup >= 0)
		each_child(cgroup, depth, remove_child, arg);
	unlinkat(parent, name, AT_REMOVEDIR);
	return true;
}

int cgroup_tree_remove(int parent, const char *name)
{
	remove_child(parent, name, 0, NULL);
	if (faccessat(parent, name, F_OK, 0))
		return 0;
	return unlinkat(parent, name, AT_REMOVEDIR) ? -errno : 0;
}
