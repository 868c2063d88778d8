// SPDX-License-Identifier: ISC
/*
 * A container that joins, from its first process on.
 */
#include <errno.h>
#include <fcntl.h>
#include <nabla/control.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "joined.h"
#include "lib/cleanup.h"
#include "namespaces.h"

int joined_signal(const struct joined *j, int sig, unsigned int whom)
{
	if (whom == NABLA_CONTROL_ALL) {
		cgroup_signal(&j->guest, sig);
		return 0;
	}
	if (j->over)
		return -ESRCH;
	return kill(whom == NABLA_CONTROL_GROUP ? -j->pid : j->pid, sig) ?
	       -errno : 0;
}

/*
 * As at the end of the first container: what it wrote is the host's before
 * anybody hears of its end.
 */
void joined_ended(struct joined *j)
{
	j->over = true;
	cgroup_signal(&j->guest, SIGKILL);
	sync();
}

bool joined_gone(struct joined *j)
{
	if (!j->over)
		return false;
	/* one that was just being born may have been missed */
	cgroup_signal(&j->guest, SIGKILL);
	if (cgroup_remove(&j->guest, j->name))
		return false;
	free(j);
	return true;
}

/* So that the host's server closes them: a file system may be taken away. */
void joined_forget_files(const struct guest *g)
{
	cleanup_fd int fd = openat(g->proc, "sys/vm/drop_caches",
				   O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, "3", 1) < 0)
		return;
}
