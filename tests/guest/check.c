// SPDX-License-Identifier: ISC
/*
 * The common part of guest tests.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define CASE_SECONDS 60

void check_failed(int code, const char *file, int line, const char *what)
{
	int saved = errno;
	const char *base = strrchr(file, '/');

	dprintf(1, "FAIL %s:%d: %s (errno %d, %s)\n", base ? base + 1 : file,
		line, what, saved, strerror(saved));
	_exit(code > 255 ? 255 : code);
}

pid_t start(void)
{
	pid_t pid = fork();

	check(pid >= 0);
	return pid;
}

static int shell_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	       WEXITSTATUS(status);
}

int finish(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		check(errno == EINTR);
	return shell_status(status);
}

int status_of(void (*body)(void))
{
	pid_t pid = start();

	if (!pid) {
		body();
		_exit(0);
	}
	return finish(pid);
}

void *get_pages(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	return p;
}

int get_file(size_t bytes)
{
	char name[] = "/tmp/guest-test-XXXXXX";
	int fd = mkstemp(name);

	check(fd >= 0);
	check(!unlink(name));
	check(!ftruncate(fd, bytes));
	return fd;
}

static int64_t clock_ns(clockid_t id)
{
	struct timespec t;

	check(!clock_gettime(id, &t));
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint64_t digest(const char *from, const char *to)
{
	uint64_t h = 0xcbf29ce484222325;

	while (from < to)
		h = (h ^ (uint8_t)*from++) * 0x100000001b3;
	return h;
}

void text_stays(const char *from, const char *to, void (*use)(void))
{
	uint64_t before = digest(from, to);
	ssize_t n = to - from;
	int pipes[2];
	char *seen;

	for (int i = 0; i < 3000; i++)
		use();
	check(digest(from, to) == before);
	/* And as the kernel sees it. */
	seen = get_pages(n);
	check(!pipe(pipes));
	check(write(pipes[1], from, n) == n && read(pipes[0], seen, n) == n);
	check(digest(seen, seen + n) == before);
}

int64_t now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

void sleep_ms(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	while (nanosleep(&t, &t))
		check(errno == EINTR);
}

void burn_ms(int ms)
{
	int64_t end = clock_ns(CLOCK_PROCESS_CPUTIME_ID) + ms * 1000000LL;

	while (clock_ns(CLOCK_PROCESS_CPUTIME_ID) < end)
		for (volatile int i = 0; i < 10000; i++)
			;
}

static int run_case(const struct test *t)
{
	int status;
	pid_t pid = start();

	if (!pid) {
		alarm(CASE_SECONDS);
		t->run();
		_exit(0);
	}
	status = finish(pid);
	if (status)
		dprintf(1, "%s: status %d\n", t->name, status);
	else
		dprintf(1, "%s: ok\n", t->name);
	return status;
}

/* Cases that are not run, by name with commas between; a suite names them. */
static int left_out(const char *name)
{
	const char *list = getenv("GUEST_TEST_SKIP");
	size_t len = strlen(name);

	for (; list && *list; list += strcspn(list, ","), list += *list == ',')
		if (strcspn(list, ",") == len && !strncmp(list, name, len))
			return 1;
	return 0;
}

int tests_main(int argc, char **argv, const struct test *tests)
{
	int first = 0;

	for (const struct test *t = tests; t->name; t++) {
		if (argc < 2 && left_out(t->name))
			continue;
		if (argc < 2) {
			int status = run_case(t);

			first = first ? first : status;
		} else if (!strcmp(argv[1], t->name)) {
			t->run();
			return 0;
		}
	}
	if (argc > 1)
		dprintf(1, "no case %s\n", argv[1]);
	return argc > 1 ? 255 : first;
}
