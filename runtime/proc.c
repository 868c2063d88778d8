// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/proc.h"

struct stat_line {
	char state;
	pid_t parent;
	uint64_t start;
};

/* The name in it may hold anything, also a ")": the last one ends it. */
static int parse_stat(const char *text, struct stat_line *s)
{
	const char *p = strrchr(text, ')');
	unsigned long long start;

	if (!p || sscanf(p + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			 "%*u %*u %*d %*d %*d %*d %*d %*d %llu",
			 &s->state, &s->parent, &start) != 3)
		return -EIO;
	s->start = start;
	return 0;
}

static int read_stat(pid_t pid, struct stat_line *s)
{
	char path[40], text[1024];
	cleanup_fd int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return -ESRCH;
	text[n] = '\0';
	return parse_stat(text, s);
}

int process_of(pid_t pid, struct process *p)
{
	struct stat_line s;
	int rc = read_stat(pid, &s);

	if (rc < 0)
		return rc;
	if (s.state == 'Z' || s.state == 'X')
		return -ESRCH;
	p->pid = pid;
	p->start = s.start;
	return 0;
}

bool process_alive(const struct process *p)
{
	struct process now;

	return p->pid > 0 && !process_of(p->pid, &now) && now.start == p->start;
}

pid_t process_parent(pid_t pid)
{
	struct stat_line s;

	return read_stat(pid, &s) < 0 ? 0 : s.parent;
}

/*
 * The descriptor stays with the process it was opened for: what is alive after
 * that is the one that was meant.
 */
static int open_process(const struct process *p)
{
	cleanup_fd int fd = -1;

	if (p->pid <= 0)
		return -ESRCH;
	fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	/* EINVAL: it is gone, its group or its session is not yet. */
	if (fd < 0)
		return errno == EINVAL ? -ESRCH : -errno;
	return process_alive(p) ? steal_fd(&fd) : -ESRCH;
}

int process_kill(const struct process *p, int sig)
{
	cleanup_fd int fd = open_process(p);

	if (fd < 0)
		return fd;
	return syscall(SYS_pidfd_send_signal, fd, sig, NULL, 0) ? -errno : 0;
}

bool process_wait(const struct process *p, unsigned int milliseconds)
{
	cleanup_fd int fd = open_process(p);
	struct pollfd event = { .fd = fd, .events = POLLIN };

	if (fd < 0)
		return fd == -ESRCH;
	/* readable as soon as it is a zombie */
	return poll(&event, 1, (int)milliseconds) > 0;
}
