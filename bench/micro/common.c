// SPDX-License-Identifier: ISC
/* What several rows need. */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/micro/micro.h"

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

pid_t fork_helper(void)
{
	pid_t pid = fork();

	must(pid >= 0);
	if (!pid)
		must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
	return pid;
}

void reap(pid_t pid)
{
	int status;

	must(pid > 0);
	must(waitpid(pid, &status, 0) == pid);
	must(status == 0);
}

static void *get(size_t bytes, int flags)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       flags | MAP_ANONYMOUS, -1, 0);

	must(p != MAP_FAILED);
	return p;
}

void *get_pages(size_t pages)
{
	return get(pages * PAGE, MAP_PRIVATE);
}

void *get_shared(size_t bytes)
{
	return get(bytes, MAP_SHARED);
}

void drop_pages(void *p, size_t pages)
{
	must(munmap(p, pages * PAGE) == 0);
}

int get_file(size_t bytes)
{
	static const char block[65536];
	char name[] = "/tmp/micro.XXXXXX";
	int fd = mkstemp(name);

	must(fd >= 0);
	must(unlink(name) == 0);
	for (size_t at = 0; at < bytes; at += sizeof(block))
		must(write(fd, block, sizeof(block)) == sizeof(block));
	must(ftruncate(fd, bytes) == 0);
	return fd;
}
