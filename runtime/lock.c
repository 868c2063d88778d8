// SPDX-License-Identifier: ISC
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "lib/cleanup.h"
#include "runtime/lock.h"

#define LOOK_MS	2

int lock_take(int dir, unsigned int milliseconds)
{
	const struct timespec t = { .tv_nsec = LOOK_MS * 1000000L };

	for (unsigned int ms = 0; flock(dir, LOCK_EX | LOCK_NB) < 0;
	     ms += LOOK_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (ms >= milliseconds)
			return -ETIMEDOUT;
		nanosleep(&t, NULL);
	}
	return 0;
}

static bool has_our_name(pid_t pid)
{
	char path[40], other[24] = "", own[24] = "";
	cleanup_file FILE *a = NULL, *b = fopen("/proc/self/comm", "re");

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	a = fopen(path, "re");
	return a && b && fgets(other, sizeof(other), a) &&
	       fgets(own, sizeof(own), b) && !strcmp(other, own);
}

/* "1: FLOCK  ADVISORY  WRITE 4711 00:1a:1234 0 EOF" */
static pid_t holder_in(const char *line, const struct stat *st)
{
	unsigned int a, b;
	unsigned long long inode;
	int pid;

	if (sscanf(line, "%*d: FLOCK %*s WRITE %d %x:%x:%llu", &pid, &a, &b,
		   &inode) != 4)
		return 0;
	return inode == st->st_ino && a == major(st->st_dev) &&
	       b == minor(st->st_dev) ? pid : 0;
}

int lock_holder(int dir, struct process *p)
{
	cleanup_file FILE *f = fopen("/proc/locks", "re");
	char line[256];
	struct stat st;

	if (!f || fstat(dir, &st) < 0)
		return -ESRCH;
	while (fgets(line, sizeof(line), f)) {
		pid_t pid = holder_in(line, &st);

		if (pid > 0 && has_our_name(pid))
			return process_of(pid, p);
	}
	return -ESRCH;
}
