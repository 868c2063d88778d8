// SPDX-License-Identifier: ISC
/* Processes and threads made, executed and waited for. */
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "bench/micro/micro.h"

/* A dynamically linked program that ends at once; beside the binary itself. */
#define DYNAMIC "/test/exit-dynamic"

static char *self_args[] = { "micro", "-x", NULL };

static void fork_wait(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	reap(pid);
}

static uint64_t run_fork(uint64_t n)
{
	return timed(n, fork_wait());
}

/* With page tables for 64 MB to copy. */
static uint64_t run_fork_64m(uint64_t n)
{
	static char *memory;

	if (!memory) {
		memory = get_pages((64 << 20) / PAGE);
		memset(memory, 1, 64 << 20);
	}
	return timed(n, fork_wait());
}

static void fork_exec(const char *path)
{
	pid_t pid = fork();

	if (!pid) {
		execv(path, self_args);
		_exit(127);
	}
	reap(pid);
}

static uint64_t run_fork_exec(uint64_t n)
{
	return timed(n, fork_exec(self));
}

static uint64_t run_fork_exec_dynamic(uint64_t n)
{
	return timed(n, fork_exec(DYNAMIC));
}

static void vfork_exec(void)
{
	pid_t pid = vfork();

	if (!pid) {
		execv(self, self_args);
		_exit(127);
	}
	reap(pid);
}

static uint64_t run_vfork_exec(uint64_t n)
{
	return timed(n, vfork_exec());
}

static void spawn_wait(void)
{
	pid_t pid;

	must(!posix_spawn(&pid, self, NULL, NULL, self_args, environ));
	reap(pid);
}

static uint64_t run_spawn(uint64_t n)
{
	return timed(n, spawn_wait());
}

static void *return_at_once(void *arg)
{
	return arg;
}

static void thread_join(void)
{
	pthread_t thread;

	must(!pthread_create(&thread, NULL, return_at_once, NULL));
	must(!pthread_join(thread, NULL));
}

static uint64_t run_thread(uint64_t n)
{
	return timed(n, thread_join());
}

const struct row process_rows[] = {
	{ "thread-create", run_thread },
	{ "fork", run_fork },
	{ "fork-64m", run_fork_64m },
	{ "fork-exec", run_fork_exec },
	{ "fork-exec-dynamic", run_fork_exec_dynamic },
	{ "vfork-exec", run_vfork_exec },
	{ "posix_spawn", run_spawn },
	{ NULL }
};
