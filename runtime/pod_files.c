// SPDX-License-Identifier: ISC
/*
 * Files of containers that join: the owner's gofer serves what is mounted in a
 * mount namespace of its own, whose root is the folder that launch_files.c laid
 * out.  A place to mount on is made there by way of another, writable mount of
 * the same file system.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/describe.h"
#include "runtime/mount_api.h"
#include "runtime/pod.h"
#include "runtime/pod_files.h"

struct job {
	const struct container *owner;
	const char *folder;
	int mounts;			/* to put there; -1: to take away */
};

static int writable(int top)
{
	struct mount_attr attr = { .attr_clr = MOUNT_ATTR_RDONLY };
	cleanup_fd int fd = open_tree(top, "", OPEN_TREE_CLONE |
				      OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);

	if (fd < 0 || mount_setattr(fd, "", AT_EMPTY_PATH, &attr,
				    sizeof(attr)) < 0)
		return -1;
	return steal_fd(&fd);
}

static int put(const struct job *j, int top)
{
	cleanup_fd int rw = writable(top);

	if (rw < 0 || mkdirat(rw, j->folder, 0755) < 0 ||
	    move_mount(j->mounts, "", top, j->folder,
		       MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return -errno;
	return 0;
}

static int take_away(const struct job *j, int top)
{
	cleanup_fd int rw = writable(top);

	if (rw < 0 || fchdir(top) < 0)
		return -errno;
	if (umount2(j->folder, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 &&
	    errno != EINVAL && errno != ENOENT)
		return -errno;
	return unlinkat(rw, j->folder, AT_REMOVEDIR) < 0 ? -errno : 0;
}

/* Its exit status is an error number. */
__attribute__((noreturn))
static void work(const struct job *j, int namespace)
{
	cleanup_fd int top = -1;
	int rc;

	if (setns(namespace, CLONE_NEWNS) < 0)
		_exit(errno);
	top = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		_exit(errno);
	rc = j->mounts >= 0 ? put(j, top) : take_away(j, top);
	_exit(-rc);
}

static int run(const struct job *j, struct err *e)
{
	const struct process *gofer = &j->owner->gofer;
	cleanup_fd int namespace = -1;
	int status = 0;
	char path[64];
	pid_t pid;

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", gofer->pid);
	namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (namespace < 0 || !process_alive(gofer))
		return err_set(e, ESRCH, "the file server of container %s has "
			       "gone", j->owner->id);
	pid = fork();
	if (!pid)
		work(j, namespace);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(e, "waiting for a process");
	if (pid < 0)
		return err_errno(e, "starting a process");
	status = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return status ? err_set(e, status, "files in the guest of container "
				"%s: %s", j->owner->id, strerror(status)) : 0;
}

/* As the gofer has its own restricted. */
static int restricted(int tree, struct err *e)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID |
			    MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSYMFOLLOW,
	};
	cleanup_fd int fd = open_tree(tree, "", OPEN_TREE_CLONE |
				      OPEN_TREE_CLOEXEC | AT_EMPTY_PATH |
				      AT_RECURSIVE);

	if (fd < 0 || mount_setattr(fd, "", AT_EMPTY_PATH | AT_RECURSIVE,
				    &attr, sizeof(attr)) < 0)
		return err_errno(e, "files for another container's guest");
	return steal_fd(&fd);
}

int pod_attach(const struct container *owner, int tree, const char *folder,
	       struct err *e)
{
	cleanup_fd int mounts = restricted(tree, e);
	const struct job j = { owner, folder, mounts };

	return mounts < 0 ? mounts : run(&j, e);
}

int pod_detach(const struct container *owner, const char *folder,
	       struct err *e)
{
	const struct job j = { owner, folder, -1 };

	return run(&j, e);
}
