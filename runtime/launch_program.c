// SPDX-License-Identifier: ISC
/*
 * Whether the program is there, looked up in the container's root before
 * anything runs: engines expect create to say so.  Where a volume may bring it
 * the guest will know.
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
#include "runtime/describe.h"
#include "runtime/launch.h"

#define PATH_DEFAULT	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:" \
			"/sbin:/bin"

/* Where no program is kept, though engines mount files there. */
static bool is_harmless(const char *destination)
{
	static const char *const folders[] = {
		"/etc/", "/dev/", "/run/", "/proc/", "/sys/", "/var/",
	};

	for (unsigned int i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (!strncmp(destination, folders[i], strlen(folders[i])))
			return true;
	return false;
}

static bool may_be_mounted(const struct spec *s)
{
	const struct spec_mount *m = s->mounts.items;

	for (size_t i = 0; i < s->mounts.n; i++)
		if (mount_is_bind(&m[i]) && !is_harmless(m[i].destination))
			return true;
	return false;
}

/* 1: it is there, in *program; 0: it is not; -EACCES: it is no program. */
static int look_at(int root, const char *path, int *program)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	cleanup_fd int fd = (int)syscall(SYS_openat2, root, path, &how,
					 sizeof(how));
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : 1;
	if (!S_ISREG(st.st_mode) || !(st.st_mode & 0111))
		return -EACCES;
	*program = steal_fd(&fd);
	return 1;
}

static const char *path_of(const struct spec_process *p)
{
	for (const char **w = p->env; w && *w; w++)
		if (!strncmp(*w, "PATH=", 5))
			return *w + 5;
	return PATH_DEFAULT;
}

static int look_along(int root, const char *name, const char *folders,
		      int *program)
{
	char path[PATH_MAX];
	int found = 0;

	while (*folders && found <= 0) {
		size_t n = strcspn(folders, ":");
		int rc;

		if (n && snprintf(path, sizeof(path), "%.*s/%s", (int)n,
				  folders, name) < (int)sizeof(path)) {
			rc = look_at(root, path, program);
			found = rc ? rc : found;
		}
		folders += n + (folders[n] == ':');
	}
	return found;
}

static int look(const struct spec_process *p, int root, int *program)
{
	char path[PATH_MAX];

	if (!strchr(p->args[0], '/'))
		return look_along(root, p->args[0], path_of(p), program);
	if (p->args[0][0] == '/')
		return look_at(root, p->args[0], program);
	if (snprintf(path, sizeof(path), "%s/%s", p->cwd, p->args[0]) >=
	    (int)sizeof(path))
		return 1;
	return look_at(root, path, program);
}

int launch_open_program(const struct spec *s, int root)
{
	int fd = -1;

	look(&s->process, root, &fd);
	return fd;
}

int launch_find_program(const struct spec *s, int root, struct err *e)
{
	const char *name = s->process.args[0];
	cleanup_fd int program = -1;
	int found = look(&s->process, root, &program);

	if (found > 0 || may_be_mounted(s))
		return 0;
	if (found < 0)
		return err_set(e, EACCES, "exec: \"%.200s\": permission denied",
			       name);
	if (strchr(name, '/'))
		return err_set(e, ENOENT, "exec: \"%.200s\": no such file or "
			       "directory", name);
	return err_set(e, ENOENT, "exec: \"%.200s\": executable file not found "
		       "in $PATH", name);
}
