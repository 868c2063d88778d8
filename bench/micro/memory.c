// SPDX-License-Identifier: ISC
/*
 * Page faults and mappings; for one page each.  A count is a power of two, as
 * main() doubles from one: so an odd stride meets every page once.
 */
#include <sys/mman.h>
#include <string.h>
#include <unistd.h>

#include "bench/micro/micro.h"

#define STRIDE 0x9e3779b1u
#define MAX_PAGES 8192		/* 32 MB */

static uint64_t touch(volatile char *p, uint64_t n, uint64_t stride)
{
	uint64_t at = 0;

	return timed(n, (p[at * PAGE] = 1, at = (at + stride) % n));
}

static uint64_t look(volatile char *p, uint64_t n)
{
	uint64_t at = 0;

	return timed(n, (void)p[at++ * PAGE]);
}

static uint64_t touch_new(uint64_t n, uint64_t stride)
{
	char *p = get_pages(n);
	uint64_t time = touch(p, n, stride);

	drop_pages(p, n);
	return time;
}

static uint64_t run_touch(uint64_t n)
{
	return touch_new(n, 1);
}

static uint64_t run_touch_random(uint64_t n)
{
	return touch_new(n, STRIDE);
}

/* No page fault, if the contender keeps what is mapped: 32 MB at random. */
static uint64_t run_read_mapped(uint64_t n)
{
	static volatile char *p;
	uint64_t at = 0;

	if (!p) {
		p = get_pages(MAX_PAGES);
		memset((void *)p, 1, MAX_PAGES * PAGE);
	}
	return timed(n, ((void)p[at * PAGE], at = (at + STRIDE) % MAX_PAGES));
}

/* What a child pays that writes to memory it has from its parent. */
static uint64_t run_cow(uint64_t n)
{
	volatile uint64_t *time = get_shared(PAGE);
	char *p = get_pages(n);
	uint64_t result;
	pid_t pid;

	memset(p, 1, n * PAGE);
	pid = fork();
	if (!pid) {
		*time = touch(p, n, 1);
		_exit(0);
	}
	reap(pid);
	result = *time;
	drop_pages(p, n);
	drop_pages((void *)time, 1);
	return result;
}

static char *map_file(int fd, uint64_t n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		       0);

	must(p != MAP_FAILED);
	return p;
}

static uint64_t run_file_read(uint64_t n)
{
	int fd = get_file(n * PAGE);
	char *p = map_file(fd, n);
	uint64_t time = look(p, n);

	drop_pages(p, n);
	close(fd);
	return time;
}

static uint64_t run_file_write(uint64_t n)
{
	int fd = get_file(n * PAGE);
	char *p = map_file(fd, n);
	uint64_t time = touch(p, n, 1);

	drop_pages(p, n);
	close(fd);
	return time;
}

static uint64_t run_mmap(uint64_t n)
{
	return timed(n, drop_pages(get_pages(16), 16));
}

static void map_touch_unmap(void)
{
	char *p = get_pages(16);

	memset(p, 1, 16 * PAGE);
	drop_pages(p, 16);
}

static uint64_t run_mmap_touch(uint64_t n)
{
	return timed(n, map_touch_unmap());
}

/* A page in the middle of others becomes read-only and writable again. */
static uint64_t run_mprotect(uint64_t n)
{
	char *p = get_pages(16);
	uint64_t time;

	memset(p, 1, 16 * PAGE);
	time = timed(n, (mprotect(p + 8 * PAGE, PAGE, PROT_READ),
			 mprotect(p + 8 * PAGE, PAGE, PROT_READ | PROT_WRITE),
			 *(volatile char *)(p + 8 * PAGE) = 1));
	drop_pages(p, 16);
	return time;
}

const struct row memory_rows[] = {
	{ "touch-sequential", run_touch, MAX_PAGES },
	{ "touch-random", run_touch_random, MAX_PAGES },
	{ "cow-after-fork", run_cow, MAX_PAGES },
	{ "file-map-read", run_file_read, MAX_PAGES },
	{ "file-map-write", run_file_write, MAX_PAGES },
	{ "read-mapped-random", run_read_mapped },
	{ "mmap-munmap-64k", run_mmap },
	{ "mmap-touch-munmap-64k", run_mmap_touch },
	{ "mprotect-page", run_mprotect },
	{ NULL }
};
