// SPDX-License-Identifier: ISC
/*
 * Long writes, in places that are cached and that are not: what is read or seen
 * by a mapping afterwards, or at the same time.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

#define KB	1024
#define MB	(1 << 20)

static int new_file(void)
{
	int fd;

	new_place();
	fd = open("f", O_CREAT | O_EXCL | O_RDWR, 0666);
	check(fd >= 0);
	return fd;
}

static void drop(int fd)
{
	check(!posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
}

static int all_are(const char *p, char c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != c)
			return 0;
	return 1;
}

/* At odd places of file and memory, over its end and with holes before. */
static void t_places(void)
{
	static const off_t at[] = { 0, 1, 4095, 5000, 70000, 300001, 3 * MB };
	static const size_t size[] = { 32 * KB, 32 * KB + 1, 65535, 300000,
				       MB + 4097 };
	char *p = get_pages(2 * MB), *q = get_pages(2 * MB);
	int fd = new_file();
	off_t end = 0;

	for (size_t i = 0; i < countof(at) * countof(size); i++) {
		off_t o = at[i % countof(at)];
		size_t n = size[i / countof(at)];
		char c = (char)('a' + i % 26);

		memset(p + i, c, n);
		if (i % 3)
			drop(fd);
		check(pwrite(fd, p + i, n, o) == (ssize_t)n);
		end = o + (off_t)n > end ? o + (off_t)n : end;
		check(stat_of("f").st_size == end);
		check(pread(fd, q, n, o) == (ssize_t)n && all_are(q, c, n));
		drop(fd);
		check(pread(fd, q, n, o) == (ssize_t)n && all_are(q, c, n));
	}
	check(pread(fd, q, 100, end) == 0);
}

static void t_vectors(void)
{
	char *p = get_pages(256 * KB), *q = get_pages(256 * KB);
	struct iovec v[] = { { p + 3, 50000 }, { p + 100000, 1 },
			     { p + 120001, 77777 } };
	const size_t n = 50000 + 1 + 77777;
	int fd = new_file();

	memset(p, 'x', 256 * KB);
	p[100000] = 'y';
	check(pwritev(fd, v, 3, 10) == (ssize_t)n);
	check(pread(fd, q, n, 10) == (ssize_t)n);
	check(all_are(q, 'x', 50000) && q[50000] == 'y');
	check(all_are(q + 50001, 'x', 77777));
}

/* By a mapping whose pages are there, are not, or are written to. */
static void t_mapped(void)
{
	char *p = get_pages(256 * KB), *map;
	int fd = new_file();

	check(!ftruncate(fd, 512 * KB));
	map = mmap(NULL, 512 * KB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(map != MAP_FAILED);
	memset(p, '1', 256 * KB);
	check(pwrite(fd, p, 256 * KB, 0) == 256 * KB);
	check(all_are(map, '1', 256 * KB) && map[256 * KB] == 0);
	memset(p, '2', 256 * KB);
	check(pwrite(fd, p, 256 * KB, 1000) == 256 * KB);
	check(all_are(map, '1', 1000) && all_are(map + 1000, '2', 256 * KB));
	map[5] = 'm';
	map[300 * KB] = 'm';
	check(pwrite(fd, p, 64 * KB, 100 * KB) == 64 * KB);
	check(map[5] == 'm' && map[300 * KB] == 'm');
	check(!msync(map, 512 * KB, MS_SYNC));
	check(pread(fd, p, 1, 5) == 1 && p[0] == 'm');
	/* To where it comes from, which is not cached, and a copy of itself. */
	drop(fd);
	check(pwrite(fd, map, 256 * KB, 256 * KB) == 256 * KB);
	check(!memcmp(map, map + 256 * KB, 256 * KB));
	check(pwrite(fd, map + 4096, 64 * KB, 4096) == 64 * KB);
	check(!memcmp(map, map + 256 * KB, 256 * KB));
}

/* The memory ends before what is to be written does. */
static void t_bad_memory(void)
{
	char *p = get_pages(256 * KB), *q = get_pages(256 * KB);
	int fd = new_file();
	ssize_t n;

	memset(p, 'g', 256 * KB);
	check(!mprotect(p + 128 * KB, 128 * KB, PROT_NONE));
	check_errno(pwrite(fd, p + 128 * KB, 64 * KB, 0), EFAULT);
	check(stat_of("f").st_size == 0);
	n = pwrite(fd, p, 256 * KB, 0);
	check(n == 128 * KB && stat_of("f").st_size == n);
	check(pread(fd, q, 256 * KB, 0) == n && all_are(q, 'g', (size_t)n));
}

static void write_as_other(void)
{
	int fd = open("f", O_WRONLY);

	check(fd >= 0 && !setuid(1000));
	check(write(fd, get_pages(64 * KB), 64 * KB) == 64 * KB);
}

static void t_set_user_id(void)
{
	int fd = new_file();

	check(!fchmod(fd, 06777));
	check(write(fd, get_pages(64 * KB), 64 * KB) == 64 * KB);
	check(mode_of("f") == 06777);
	check(status_of(write_as_other) == 0);
	check(mode_of("f") == 0777);
}

static struct {
	int fd;
	atomic_bool done;
} shared;

static void *read_on(void *arg)
{
	static char buf[64 * KB];

	(void)arg;
	for (unsigned int i = 0; !atomic_load(&shared.done); i++) {
		check(pread(shared.fd, buf, sizeof(buf),
			    (off_t)(i % 4 * sizeof(buf))) >= 0);
		if (i % 16 == 0)
			drop(shared.fd);
	}
	return NULL;
}

/* Somebody reads into the cache what is just being written. */
static void t_read_meanwhile(void)
{
	char *p = get_pages(256 * KB), *q = get_pages(256 * KB);
	pthread_t reader;

	shared.fd = new_file();
	check(!pthread_create(&reader, NULL, read_on, NULL));
	for (int i = 0; i < 300; i++) {
		char c = (char)('a' + i % 26);

		memset(p, c, 256 * KB);
		drop(shared.fd);
		check(pwrite(shared.fd, p, 256 * KB, 0) == 256 * KB);
		check(pread(shared.fd, q, 256 * KB, 0) == 256 * KB);
		check(all_are(q, c, 256 * KB));
	}
	atomic_store(&shared.done, true);
	check(!pthread_join(reader, NULL));
}

static const struct test tests[] = {
	{ "places", t_places },
	{ "vectors", t_vectors },
	{ "mapped", t_mapped },
	{ "bad-memory", t_bad_memory },
	{ "set-user-id", t_set_user_id },
	{ "read-meanwhile", t_read_meanwhile },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
