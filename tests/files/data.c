// SPDX-License-Identifier: ISC
/*
 * The contents of files, mappings and locks.
 */
#include <fcntl.h>
#include <linux/falloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"
#include "place.h"

#define MB	(1 << 20)

static int new_file(void)
{
	int fd;

	new_place();
	fd = open("f", O_CREAT | O_EXCL | O_RDWR, 0644);
	check(fd >= 0);
	return fd;
}

static unsigned char pattern(size_t at)
{
	return (unsigned char)(at * 2654435761u >> 13 ^ at);
}

static void fill(unsigned char *p, size_t at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = pattern(at + i);
}

static int differs(const unsigned char *p, size_t at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != pattern(at + i))
			return 1;
	return 0;
}

/* Every size around pages, and at odd places. */
static void t_sizes(void)
{
	static const size_t sizes[] = { 1, 7, 4095, 4096, 4097, 8192, 65535,
		65536, 65537, 131073, MB - 1, MB, MB + 1, 3 * MB + 12345 };
	unsigned char *p = get_pages(4 * MB), *q = get_pages(4 * MB);
	int fd = new_file();

	for (size_t i = 0; i < countof(sizes); i++) {
		size_t n = sizes[i], at = i * 1237;

		fill(p, at, n);
		check(!ftruncate(fd, 0));
		check(pwrite(fd, p, n, at) == (ssize_t)n);
		check(stat_of("f").st_size == (off_t)(at + n));
		check(pread(fd, q, n + 100, at) == (ssize_t)n);
		check(!differs(q, at, n));
		check(!posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
		memset(q, 0, n);
		check(pread(fd, q, n, at) == (ssize_t)n && !differs(q, at, n));
	}
	check(pread(fd, q, 10, 5 * MB) == 0);
}

static void t_append(void)
{
	int fd, other;

	new_place();
	put("f", "ab");
	fd = open("f", O_WRONLY | O_APPEND);
	other = open("f", O_WRONLY | O_APPEND);
	check(write(fd, "c", 1) == 1 && write(other, "d", 1) == 1);
	check(lseek(fd, 0, SEEK_SET) == 0 && write(fd, "e", 1) == 1);
	check(!strcmp(get("f"), "abcde"));
	/* Wherever it is told to, in Linux. */
	check(pwrite(fd, "f", 1, 0) == 1 && lseek(fd, 0, SEEK_CUR) == 5);
	check(!fcntl(fd, F_SETFL, 0) && pwrite(fd, "A", 1, 0) == 1);
	check(!strcmp(get("f"), "Abcdef"));
}

/* What is cached, or mapped, of the file's end follows. */
static void t_append_seen(void)
{
	struct iovec v[3] = { { "one ", 4 }, { "two ", 4 }, { "three", 5 } };
	char *p;
	int fd;

	new_place();
	put("f", "begin ");
	fd = open("f", O_RDWR);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(p != MAP_FAILED && !memcmp(p, "begin ", 7));
	p[0] = 'B';
	check(pwritev2(fd, v, 3, 0, RWF_APPEND) == 13);
	check(!strcmp(p, "Begin one two three"));
	check(!strcmp(get("f"), "Begin one two three"));
	p[1] = 'E';
	check(!msync(p, 4096, MS_SYNC));
	check(!strcmp(get("f"), "BEgin one two three"));
	check(!ftruncate(fd, 4));
	check(pwritev2(fd, v, 1, 0, RWF_APPEND) == 4);
	check(!strcmp(get("f"), "BEgione "));
}

static void t_append_large(void)
{
	size_t n = 3 * MB + 1234;
	unsigned char *p = get_pages(n), *q = get_pages(n);
	struct iovec v[300];
	int fd = new_file();

	fill(p, 0, n);
	check(pwrite(fd, p, 1000, 0) == 1000);
	check(!fcntl(fd, F_SETFL, O_APPEND));
	check(write(fd, p + 1000, n - 1000) == (ssize_t)n - 1000);
	check(lseek(fd, 0, SEEK_CUR) == (off_t)n);
	check(pread(fd, q, n, 0) == (ssize_t)n && !differs(q, 0, n));
	for (int i = 0; i < 300; i++)
		v[i] = (struct iovec) { p + i * 100, 100 };
	check(writev(fd, v, 300) == 30000);
	check(pread(fd, q, 30001, n) == 30000 && !differs(q, 0, 30000));
	check(stat_of("f").st_size == (off_t)n + 30000);
}

static void *append_lines(void *file)
{
	int fd = open(file, O_WRONLY | O_APPEND);

	for (int i = 0; i < 500; i++)
		check(write(fd, "0123456789abcde\n", 16) == 16);
	close(fd);
	return NULL;
}

static void t_append_threads(void)
{
	pthread_t t[4];

	new_place();
	put("f", "");
	for (int i = 0; i < 4; i++)
		check(!pthread_create(&t[i], NULL, append_lines, "f"));
	for (int i = 0; i < 4; i++)
		check(!pthread_join(t[i], NULL));
	check(stat_of("f").st_size == 4 * 500 * 16);
}

static void t_sparse(void)
{
	char c = 'x';
	int fd = new_file();
	off_t far = 1LL << 40;

	check(pwrite(fd, "end", 3, far) == 3);
	check(stat_of("f").st_size == far + 3);
	check(stat_of("f").st_blocks < 1000);
	check(pread(fd, &c, 1, far / 2) == 1 && !c);
	check(lseek(fd, 0, SEEK_DATA) > 0);
	check(lseek(fd, 0, SEEK_HOLE) == 0);
	check(lseek(fd, far, SEEK_HOLE) == far + 3);
	check_errno(lseek(fd, far + 3, SEEK_DATA), ENXIO);
	check_errno(lseek(fd, -1, SEEK_SET), EINVAL);
	check(!ftruncate(fd, 10) && stat_of("f").st_size == 10);
}

static void t_truncate(void)
{
	unsigned char buf[6000];
	int fd = new_file();

	fill(buf, 0, sizeof(buf));
	check(write(fd, buf, sizeof(buf)) == sizeof(buf));
	check(!ftruncate(fd, 5000));
	check(!ftruncate(fd, 9000));
	memset(buf, 1, sizeof(buf));
	check(pread(fd, buf, 4500, 4500) == 4500);
	check(!differs(buf, 4500, 500));
	for (int i = 500; i < 4500; i++)
		check(!buf[i]);
	check(!truncate("f", 0) && stat_of("f").st_size == 0);
	check_errno(truncate(".", 0), EISDIR);
	check_errno(truncate("f", -1), EINVAL);
	check(open("f", O_TRUNC | O_WRONLY) >= 0);
}

static void t_fallocate(void)
{
	unsigned char buf[3 * 4096];
	int fd = new_file();

	check(!fallocate(fd, 0, 0, MB));
	check(stat_of("f").st_size == MB && stat_of("f").st_blocks >= MB / 512);
	check(!fallocate(fd, FALLOC_FL_KEEP_SIZE, MB, MB));
	check(stat_of("f").st_size == MB);
	fill(buf, 0, sizeof(buf));
	check(pwrite(fd, buf, sizeof(buf), 0) == sizeof(buf));
	check(!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096,
			 4096));
	check(pread(fd, buf, sizeof(buf), 0) == sizeof(buf));
	check(!differs(buf, 0, 4096) && !differs(buf + 8192, 8192, 4096));
	for (int i = 4096; i < 8192; i++)
		check(!buf[i]);
	check(!fallocate(fd, FALLOC_FL_ZERO_RANGE, 0, 100));
	check(pread(fd, buf, 101, 0) == 101 && !buf[0] && !buf[99]);
	check(buf[100] == pattern(100));
	check(!posix_fallocate(fd, 0, 2 * MB) && stat_of("f").st_size == 2 * MB);
}

static void t_copy_file_range(void)
{
	unsigned char *p = get_pages(MB);
	off_t from = 100, to = 50;
	int in = new_file(), out;

	fill(p, 0, MB);
	check(write(in, p, MB) == MB);
	out = open("g", O_CREAT | O_RDWR, 0600);
	check(copy_file_range(in, &from, out, &to, 300000, 0) == 300000);
	check(from == 300100 && to == 300050);
	check(pread(out, p, MB, 0) == 300050);
	check(!differs(p + 50, 100, 300000));
	check(lseek(in, 0, SEEK_SET) == 0);
	check(lseek(out, 0, SEEK_SET) == 0);
	check(copy_file_range(in, NULL, out, NULL, 10 * MB, 0) == MB);
	check(sendfile(out, in, &(off_t) { 0 }, 1000) == 1000);
	check(stat_of("g").st_size == MB + 1000);
}

static void t_direct(void)
{
	unsigned char *p = get_pages(2 * MB);
	int fd, plain = new_file();

	fd = open("f", O_RDWR | O_DIRECT);
	if (fd < 0)
		return;
	fill(p, 0, MB);
	check(write(fd, p, MB) == MB);
	check(pread(plain, p + MB, MB, 0) == MB && !differs(p + MB, 0, MB));
	check(pwrite(plain, "plain", 5, 4096) == 5);
	check(pread(fd, p, 4096, 4096) == 4096 && !memcmp(p, "plain", 5));
	fill(p, 7, 8192);
	check(pwrite(fd, p, 8192, MB) == 8192);
	check(pread(plain, p + MB, 8192, MB) == 8192);
	check(!differs(p + MB, 7, 8192));
}

static void t_vectors(void)
{
	char a[3], b[5], c[10] = "0123456789";
	struct iovec w[] = { { c, 4 }, { c + 4, 6 } };
	struct iovec r[] = { { a, 3 }, { b, 5 } };
	int fd = new_file();

	check(pwritev(fd, w, 2, 1) == 10);
	check(preadv(fd, r, 2, 1) == 8);
	check(!memcmp(a, "012", 3) && !memcmp(b, "34567", 5));
	check(pwritev2(fd, w, 1, 20, RWF_DSYNC) == 4);
	check(stat_of("f").st_size == 24);
}

static void t_sync(void)
{
	int fd, dir;

	new_place();
	fd = open("f", O_CREAT | O_RDWR | O_SYNC, 0600);
	check(write(fd, "sync", 4) == 4);
	check(!fsync(fd) && !fdatasync(fd));
	check(!sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE));
	check(!syncfs(fd));
	dir = open(".", O_RDONLY);
	check(!fsync(dir));
}

static void t_map_private(void)
{
	unsigned char *p;
	int fd;

	new_place();
	put("f", "original text");
	fd = open("f", O_RDONLY);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	check(p != MAP_FAILED && p[0] == 'o' && !p[13] && !p[4095]);
	p[0] = 'X';
	check(!strcmp(get("f"), "original text"));
	check(p[1] == 'r');
}

static void t_map_shared(void)
{
	unsigned char *p, *q, *buf = get_pages(MB);
	int fd = new_file();

	check(!ftruncate(fd, MB));
	p = mmap(NULL, MB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	q = mmap(NULL, MB, PROT_READ, MAP_SHARED, fd, 0);
	check(p != MAP_FAILED && q != MAP_FAILED);
	fill(p, 0, MB);
	check(!differs(q, 0, MB));
	check(pread(fd, buf, MB, 0) == MB && !differs(buf, 0, MB));
	check(!msync(p, MB, MS_SYNC));
	check(pwrite(fd, "by write", 8, 5000) == 8);
	check(!memcmp(q + 5000, "by write", 8));
	memcpy(p + 9000, "by map", 6);
	check(pread(fd, buf, 6, 9000) == 6 && !memcmp(buf, "by map", 6));
	check(!munmap(p, MB) && !munmap(q, MB) && !close(fd));
	fd = open("f", O_RDONLY);
	check(pread(fd, buf, 6, 9000) == 6 && !memcmp(buf, "by map", 6));
}

static void touch_behind(void)
{
	int fd = open("f", O_RDWR);
	volatile char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED,
				fd, 0);

	check(!p[0] || p[0] == 'x');
	p[4096] = 1;
}

static void t_map_end(void)
{
	new_place();
	put("f", "x");
	check(status_of(touch_behind) == 128 + 7);	/* SIGBUS */
}

static void t_map_processes(void)
{
	int *p;
	pid_t pid;
	int fd = new_file();

	check(!ftruncate(fd, 4096));
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pid = start();
	if (!pid) {
		for (int i = 0; i < 1000; i++)
			__atomic_fetch_add(p, 1, __ATOMIC_SEQ_CST);
		_exit(0);
	}
	for (int i = 0; i < 1000; i++)
		__atomic_fetch_add(p, 1, __ATOMIC_SEQ_CST);
	check(!finish(pid) && *p == 2000);
	check(!msync(p, 4096, MS_SYNC));
	check(pread(fd, &pid, 4, 0) == 4 && pid == 2000);
}

static void t_map_truncated(void)
{
	char *p;
	int fd = new_file();

	check(!ftruncate(fd, 8192));
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	memset(p, 'z', 8192);
	check(!ftruncate(fd, 100) && !ftruncate(fd, 8192));
	check(p[99] == 'z' && !p[100] && !p[5000]);
}

static int lock(int fd, int cmd, short type, off_t from, off_t len)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET,
			   .l_start = from, .l_len = len };

	return fcntl(fd, cmd, &l);
}

static void other_process_locks(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_start = 0, .l_len = 10 };
	int fd = open("f", O_RDWR);

	check_errno(lock(fd, F_SETLK, F_WRLCK, 5, 1), EAGAIN);
	check(!fcntl(fd, F_GETLK, &l));
	check(l.l_type == F_WRLCK && l.l_pid == getppid() && l.l_len == 10);
	check(!lock(fd, F_SETLK, F_WRLCK, 10, 5));
	check_errno(lock(fd, F_OFD_SETLK, F_RDLCK, 0, 1), EAGAIN);
}

static void t_posix_locks(void)
{
	int fd = new_file();

	check(!lock(fd, F_SETLK, F_WRLCK, 0, 10));
	check(!status_of(other_process_locks));
	check(!lock(fd, F_SETLK, F_WRLCK, 10, 5));
	check(!close(open("f", O_RDONLY)));	/* releases them all */
	check(!lock(open("f", O_RDWR), F_OFD_SETLK, F_WRLCK, 0, 10));
}

static void t_ofd_locks(void)
{
	int a = new_file(), b = open("f", O_RDWR), c = dup(a);

	check(!lock(a, F_OFD_SETLK, F_WRLCK, 0, 0));
	check_errno(lock(b, F_OFD_SETLK, F_RDLCK, 100, 1), EAGAIN);
	check(!close(a));
	check_errno(lock(b, F_OFD_SETLK, F_RDLCK, 100, 1), EAGAIN);
	check(!close(c));
	check(!lock(b, F_OFD_SETLK, F_WRLCK, 100, 1));
}

static void t_flock(void)
{
	int a = new_file(), b = open("f", O_RDWR);
	pid_t pid;

	check(!flock(a, LOCK_EX));
	check_errno(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	check(!flock(a, LOCK_SH) && !flock(b, LOCK_SH | LOCK_NB));
	check(!flock(b, LOCK_UN) && !flock(a, LOCK_EX));
	pid = start();
	if (!pid)
		_exit(flock(b, LOCK_EX));
	sleep_ms(50);
	check(!flock(a, LOCK_UN));
	check(!finish(pid));
}

static void waits_for_lock(void)
{
	int fd = open("f", O_RDWR);

	check(!lock(fd, F_SETLKW, F_WRLCK, 0, 1));
}

static void t_lock_waits(void)
{
	int fd = new_file();
	pid_t pid;

	check(!lock(fd, F_SETLK, F_WRLCK, 0, 1));
	pid = start();
	if (!pid) {
		waits_for_lock();
		_exit(0);
	}
	sleep_ms(50);
	check(!lock(fd, F_SETLK, F_UNLCK, 0, 1));
	check(!finish(pid));
}

static void t_many_open(void)
{
	int fd[900];
	char name[20], c;

	new_place();
	for (int i = 0; i < 900; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		fd[i] = open(name, O_CREAT | O_RDWR, 0600);
		check(fd[i] >= 0 && write(fd[i], &i, 1) == 1);
	}
	for (int i = 0; i < 900; i++)
		check(pread(fd[i], &c, 1, 0) == 1 &&
		      (unsigned char)c == (i & 255));
}

/* Each thread has a file of its own, and reads back what it wrote. */
static void *work_on_file(void *name)
{
	unsigned char buf[20000];
	unsigned int seed = *(char *)name;
	int fd = open(name, O_CREAT | O_RDWR, 0600);

	check(fd >= 0);
	fill(buf, 0, sizeof(buf));
	for (int i = 0; i < 300; i++) {
		size_t at = rand_r(&seed) % 100000;
		size_t len = rand_r(&seed) % sizeof(buf);

		fill(buf, at, len);
		check(pwrite(fd, buf, len, at) == (ssize_t)len);
		check(pread(fd, buf, len, at) == (ssize_t)len);
		check(!differs(buf, at, len));
		if (i % 50 == 0)
			check(!fdatasync(fd));
	}
	close(fd);
	return NULL;
}

static void t_threads(void)
{
	static char *names[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
	pthread_t t[8];

	new_place();
	for (int i = 0; i < 8; i++)
		check(!pthread_create(&t[i], NULL, work_on_file, names[i]));
	for (int i = 0; i < 8; i++)
		check(!pthread_join(t[i], NULL));
}

static const struct test tests[] = {
	{ "sizes", t_sizes },
	{ "append", t_append },
	{ "append-seen", t_append_seen },
	{ "append-large", t_append_large },
	{ "append-threads", t_append_threads },
	{ "sparse", t_sparse },
	{ "truncate", t_truncate },
	{ "fallocate", t_fallocate },
	{ "copy-file-range", t_copy_file_range },
	{ "direct", t_direct },
	{ "vectors", t_vectors },
	{ "sync", t_sync },
	{ "map-private", t_map_private },
	{ "map-shared", t_map_shared },
	{ "map-end", t_map_end },
	{ "map-processes", t_map_processes },
	{ "map-truncated", t_map_truncated },
	{ "posix-locks", t_posix_locks },
	{ "ofd-locks", t_ofd_locks },
	{ "flock", t_flock },
	{ "lock-waits", t_lock_waits },
	{ "many-open", t_many_open },
	{ "threads", t_threads },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
