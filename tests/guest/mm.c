// SPDX-License-Identifier: ISC
/*
 * Memory: what a mapping shows, to whom, and what is left after it changed.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"

#define PAGE	4096UL
#define RW	(PROT_READ | PROT_WRITE)
#define ANON	(MAP_PRIVATE | MAP_ANONYMOUS)

static sigjmp_buf back;

static void caught(int sig)
{
	siglongjmp(back, sig);
}

/* The signal that an access to @at raises, or 0. */
static int touch(volatile char *at, int write)
{
	int sig;

	signal(SIGSEGV, caught);
	signal(SIGBUS, caught);
	sig = sigsetjmp(back, 1);
	if (!sig) {
		char c = *at;

		if (write)
			*at = c;
	}
	return sig;
}

static char *map(void *at, size_t n, int prot, int flags, int fd, off_t off)
{
	char *p = mmap(at, n, prot, flags, fd, off);

	check(p != MAP_FAILED);
	return p;
}

static void fill(char *p, size_t pages, int seed)
{
	for (size_t i = 0; i < pages; i++)
		memset(p + i * PAGE, (int)(i * 7 + seed), PAGE);
}

static int holds(const char *p, size_t pages, int seed)
{
	for (size_t i = 0; i < pages; i++) {
		for (size_t at = 0; at < PAGE; at += 509) {
			if (p[i * PAGE + at] != (char)(i * 7 + seed))
				return 0;
		}
	}
	return 1;
}

static void t_zero(void)
{
	char *p = get_pages(256 * PAGE);

	for (size_t i = 0; i < 256 * PAGE; i += 64)
		check(p[i] == 0);
}

static void t_cow(void)
{
	char *p = get_pages(64 * PAGE);
	pid_t pid;

	fill(p, 64, 1);
	pid = start();
	if (!pid) {
		check(holds(p, 64, 1));
		fill(p, 32, 2);
		check(holds(p, 32, 2) && holds(p + 32 * PAGE, 32, 32 * 7 + 1));
		_exit(0);
	}
	fill(p + 16 * PAGE, 16, 3);
	check(!finish(pid));
	check(holds(p, 16, 1) && holds(p + 16 * PAGE, 16, 3));
}

/* Each of a tree of processes has a page of its own at the same address. */
static void t_cow_tree(void)
{
	volatile int *p = get_pages(PAGE);
	pid_t pid[8];

	for (int i = 0; i < 8; i++) {
		*p = i;
		pid[i] = start();
		if (!pid[i]) {
			for (int n = 0; n < 50; n++) {
				check(*p == i + n * 100);
				*p += 100;
				sleep_ms(1);
			}
			_exit(0);
		}
	}
	for (int i = 0; i < 8; i++)
		check(!finish(pid[i]));
	check(*p == 7);
}

static void t_shared(void)
{
	volatile int *p = (int *)map(NULL, PAGE, RW,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = start();

	if (!pid) {
		*p = 5;
		while (*p != 6)
			sleep_ms(1);
		_exit(0);
	}
	while (*p != 5)
		sleep_ms(1);
	*p = 6;
	check(!finish(pid));
}

static void t_file_shared(void)
{
	int fd = get_file(8 * PAGE);
	char *a = map(NULL, 8 * PAGE, RW, MAP_SHARED, fd, 0);
	char *b = map(NULL, 4 * PAGE, PROT_READ, MAP_SHARED, fd, 4 * PAGE);
	char buf[16];

	fill(a, 8, 9);
	check(holds(b, 4, 4 * 7 + 9));
	check(pread(fd, buf, 16, 5 * PAGE) == 16);
	check(buf[3] == (char)(5 * 7 + 9));
	check(pwrite(fd, "hello", 5, 6 * PAGE) == 5);
	check(!memcmp(a + 6 * PAGE, "hello", 5));
	check(!memcmp(b + 2 * PAGE, "hello", 5));
	check(!msync(a, 8 * PAGE, MS_SYNC));
	check(touch(b, 1) == SIGSEGV && touch(b, 0) == 0);
}

static void t_file_private(void)
{
	int fd = get_file(4 * PAGE);
	char *s = map(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0), buf[8];
	char *p = map(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);

	fill(s, 4, 3);
	check(holds(p, 4, 3));
	memcpy(p + PAGE, "mine", 4);
	check(memcmp(s + PAGE, "mine", 4));
	check(pread(fd, buf, 4, PAGE) == 4 && memcmp(buf, "mine", 4));
	check(!madvise(p + PAGE, PAGE, MADV_DONTNEED));
	check(holds(p, 4, 3));
}

static void t_truncated(void)
{
	int fd = get_file(4 * PAGE);
	char *p = map(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);

	fill(p, 4, 1);
	check(!ftruncate(fd, PAGE + 10));
	check(touch(p + PAGE, 0) == 0 && touch(p + 2 * PAGE, 0) == SIGBUS);
	check(p[PAGE + 9] == 8 && p[PAGE + 10] == 0);
	check(!ftruncate(fd, 4 * PAGE));
	check(touch(p + 2 * PAGE, 0) == 0 && p[2 * PAGE] == 0);
}

static void t_protect(void)
{
	char *p = get_pages(16 * PAGE);

	fill(p, 16, 1);
	check(!mprotect(p + 4 * PAGE, 4 * PAGE, PROT_READ));
	check(!mprotect(p + 8 * PAGE, 4 * PAGE, PROT_NONE));
	check(touch(p + 3 * PAGE, 1) == 0);
	check(touch(p + 4 * PAGE, 0) == 0 && touch(p + 4 * PAGE, 1) == SIGSEGV);
	check(touch(p + 8 * PAGE, 0) == SIGSEGV);
	check(touch(p + 12 * PAGE, 1) == 0);
	check(!mprotect(p, 16 * PAGE, RW));
	check(holds(p, 16, 1) && touch(p + 8 * PAGE, 1) == 0);
}

static void t_guard(void)
{
	char *p = map(NULL, 3 * PAGE, PROT_NONE, ANON, -1, 0);

	check(!mprotect(p + PAGE, PAGE, RW));
	memset(p + PAGE, 1, PAGE);
	check(touch(p + PAGE - 1, 0) == SIGSEGV);
	check(touch(p + 2 * PAGE, 1) == SIGSEGV);
}

static void t_fixed(void)
{
	char *p = get_pages(8 * PAGE);

	fill(p, 8, 1);
	check(map(p + 2 * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0) ==
	      p + 2 * PAGE);
	check(holds(p, 2, 1) && p[2 * PAGE] == 0 && p[4 * PAGE] == 4 * 7 + 1);
	check_errno(mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0),
		    EEXIST);
	check(!munmap(p + 5 * PAGE, PAGE));
	check(touch(p + 5 * PAGE, 0) == SIGSEGV);
	check(holds(p, 2, 1) && p[6 * PAGE] == 6 * 7 + 1);
	check_errno(mmap(p + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	check_errno(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL);
}

static void t_remap(void)
{
	char *p = get_pages(8 * PAGE), *q, *hole;

	fill(p, 8, 4);
	check(mremap(p, 8 * PAGE, 4 * PAGE, 0) == p);
	check(touch(p + 4 * PAGE, 0) == SIGSEGV);
	q = mremap(p, 4 * PAGE, 512 * PAGE, MREMAP_MAYMOVE);
	check(q != MAP_FAILED && holds(q, 4, 4) && q[511 * PAGE] == 0);
	fill(q, 512, 5);
	hole = get_pages(512 * PAGE);
	p = mremap(q, 512 * PAGE, 512 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		   hole);
	check(p == hole && holds(p, 512, 5));
	check(touch(q, 0) == SIGSEGV);
	q = mremap(p, 512 * PAGE, 512 * PAGE, MREMAP_MAYMOVE | 4, 0);
	check(q != MAP_FAILED && holds(q, 512, 5) && p[0] == 0);
}

static void t_dontneed(void)
{
	char *p = get_pages(64 * PAGE);
	unsigned char in[64];

	fill(p, 64, 1);
	check(!mincore(p, 64 * PAGE, in) && in[20] & 1);
	check(!madvise(p + 16 * PAGE, 32 * PAGE, MADV_DONTNEED));
	check(!mincore(p, 64 * PAGE, in) && !(in[20] & 1) && in[50] & 1);
	check(p[20 * PAGE] == 0 && holds(p, 16, 1));
	fill(p, 64, 2);
	check(holds(p, 64, 2));
	check(!madvise(p, 64 * PAGE, MADV_FREE));
	fill(p, 64, 3);
	check(holds(p, 64, 3));
}

static void t_remove(void)
{
	int fd = memfd_create("x", 0);
	struct stat st;
	char *p;

	check(!ftruncate(fd, 16 * PAGE));
	p = map(NULL, 16 * PAGE, RW, MAP_SHARED, fd, 0);
	fill(p, 16, 1);
	check(!madvise(p + 4 * PAGE, 8 * PAGE, MADV_REMOVE));
	check(p[5 * PAGE] == 0 && p[3 * PAGE] == 3 * 7 + 1);
	check(!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			 4 * PAGE));
	check(p[3 * PAGE] == 0 && p[12 * PAGE] == 12 * 7 + 1);
	check(!fstat(fd, &st) && st.st_size == 16 * (off_t)PAGE);
}

static void t_reserve(void)
{
	size_t tb = 1UL << 40;
	char *p = map(NULL, tb, RW, ANON | MAP_NORESERVE, -1, 0);

	for (size_t at = 0; at < tb; at += tb / 64)
		p[at] = at >> 34;
	for (size_t at = 0; at < tb; at += tb / 64)
		check(p[at] == (char)(at >> 34));
	check(!munmap(p, tb));
	p = map(NULL, 4 * tb, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	check(!mprotect(p + tb, PAGE, RW));
	p[tb] = 1;
	check(touch(p, 0) == SIGSEGV);
}

static char *set_brk(char *at)
{
	return (char *)syscall(SYS_brk, at);
}

static void t_brk(void)
{
	char *from = set_brk(NULL);

	check(set_brk(from + 100 * PAGE) == from + 100 * PAGE);
	memset(from, 7, 100 * PAGE);
	check(set_brk(from + 50 * PAGE) == from + 50 * PAGE);
	check(touch(from + 10 * PAGE, 1) == 0);
	check(touch(from + 52 * PAGE, 0) == SIGSEGV);
	check(set_brk(from + 100 * PAGE) == from + 100 * PAGE);
	check(from[49 * PAGE] == 7 && from[52 * PAGE] == 0);
}

static void t_grows_down(void)
{
	char *p = map(NULL, 512 * PAGE, PROT_NONE, ANON, -1, 0), *s;

	check(!munmap(p, 512 * PAGE));
	s = map(p + 500 * PAGE, PAGE, RW,
		ANON | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
	for (int i = 0; i < 100; i++)
		s[-(long)(i * PAGE)] = i;
	check(s[-(long)(99 * PAGE)] == 99);
}

/* System calls say EFAULT, or stop at the last byte that they could take. */
static void t_efault(void)
{
	char *p = get_pages(2 * PAGE);
	int fd[2], null = open("/dev/zero", O_RDWR);
	int *volatile nowhere = (int *)16;
	ssize_t n;

	check(!munmap(p + PAGE, PAGE));
	check(!pipe(fd));
	check_errno(read(null, nowhere, 10), EFAULT);
	check_errno(write(fd[1], p + PAGE, 10), EFAULT);
	check_errno(read(null, (void *)-4096L, 10), EFAULT);
	check_errno(open((char *)8, O_RDONLY), EFAULT);
	check_errno(open(p + PAGE - 4, O_RDONLY), ENOENT);
	memset(p, '/', PAGE);
	check_errno(open(p + PAGE - 4, O_RDONLY), EFAULT);
	/* Linux on aarch64 zeroes by words, and gives up on what it can't zero whole. */
	n = read(null, p + PAGE - 10, 20);
	check((n > 0 && n <= 10) || (n == -1 && errno == EFAULT));
	check_errno(pipe(nowhere), EFAULT);
	check(!mprotect(p, PAGE, PROT_READ));
	check_errno(read(null, p, 10), EFAULT);
}

/* The kernel writes into pages that were never touched, or are shared by fork. */
static void t_kernel_writes(void)
{
	int fd = get_file(64 * PAGE);
	char *data = get_pages(64 * PAGE), *p = get_pages(64 * PAGE);
	pid_t pid;

	fill(data, 64, 6);
	check(write(fd, data, 64 * PAGE) == 64 * (ssize_t)PAGE);
	check(pread(fd, p, 64 * PAGE, 0) == 64 * (ssize_t)PAGE);
	check(holds(p, 64, 6));
	pid = start();
	if (!pid) {
		memset(data, 0, 64 * PAGE);
		check(pread(fd, data, 32 * PAGE, 0) == 32 * (ssize_t)PAGE);
		check(holds(data, 32, 6));
		_exit(0);
	}
	check(!finish(pid));
	check(holds(data, 64, 6));
}

static void t_execute(void)
{
	size_t n = 256;
	char *p = map(NULL, PAGE, RW, ANON, -1, 0);
	int (*fn)(void) = (int (*)(void))(void *)p;

	memcpy(p, (void *)getpid, n);
	signal(SIGSEGV, caught);
	if (!sigsetjmp(back, 1)) {
		fn();
		check(0 && "code ran from a page without PROT_EXEC");
	}
	check(!mprotect(p, PAGE, PROT_READ | PROT_EXEC));
	check(touch(p, 1) == SIGSEGV);
}

static void t_process_vm(void)
{
	char *p = get_pages(4 * PAGE), buf[100];
	struct iovec mine = { buf, sizeof(buf) };
	struct iovec its = { p + PAGE - 50, 100 };
	pid_t pid;

	fill(p, 4, 1);
	pid = start();
	if (!pid) {
		while (p[PAGE] != 'w')
			sleep_ms(1);
		_exit(0);
	}
	check(process_vm_readv(pid, &mine, 1, &its, 1, 0) == 100);
	check(buf[0] == 1 && buf[99] == 8);
	memset(buf, 'w', sizeof(buf));
	check(process_vm_writev(pid, &mine, 1, &its, 1, 0) == 100);
	check(!finish(pid));
	check(p[PAGE] == 8);
}

static void t_huge(void)
{
	size_t n = 16UL << 20;
	char *p = get_pages(n + (2UL << 20));

	p = (char *)(((uintptr_t)p + (2UL << 20) - 1) & -(2UL << 20));
	madvise(p, n, MADV_HUGEPAGE);
	fill(p, n / PAGE, 2);
	check(!mprotect(p + PAGE, PAGE, PROT_NONE));
	check(touch(p + PAGE, 0) == SIGSEGV);
	check(!munmap(p + (4UL << 20) + PAGE, PAGE));
	check(touch(p + (4UL << 20) + PAGE, 0) == SIGSEGV);
	check(holds(p, 1, 2) && p[(4UL << 20) + 2 * PAGE] ==
	      (char)((1024 + 2) * 7 + 2));
}

static const struct test tests[] = {
	{ "zero", t_zero }, { "cow", t_cow }, { "cow-tree", t_cow_tree },
	{ "shared", t_shared }, { "file-shared", t_file_shared },
	{ "file-private", t_file_private }, { "truncated", t_truncated },
	{ "protect", t_protect }, { "guard", t_guard }, { "fixed", t_fixed },
	{ "remap", t_remap }, { "dontneed", t_dontneed },
	{ "remove", t_remove }, { "reserve", t_reserve }, { "brk", t_brk },
	{ "grows-down", t_grows_down }, { "efault", t_efault },
	{ "kernel-writes", t_kernel_writes }, { "execute", t_execute },
	{ "process-vm", t_process_vm }, { "huge", t_huge },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
