// SPDX-License-Identifier: ISC
/*
 * mistake WORD BASE: with BASE as the base of fs, writes WORD to /proc/nabla-test
 * and then waits for a host signal by touching a new page; exits with 0 if the
 * kernel lives.  Once fs is not libc's any more, nothing of libc is used.
 */
#include <asm/prctl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline __attribute__((always_inline)) long
call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a" (ret)
		     : "a" (nr), "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return ret;
}

/* Its own guard would be looked for at fs. */
__attribute__((noreturn, optimize("no-stack-protector"))) static void
go(int fd, const char *word, long len, unsigned long base,
   volatile char *page)
{
	if (call(SYS_arch_prctl, ARCH_SET_FS, (long)base, 0))
		call(SYS_exit_group, 3, 0, 0);
	if (call(SYS_write, fd, (long)word, len) != len)
		call(SYS_exit_group, 4, 0, 0);
	*page = 1;
	call(SYS_exit_group, 0, 0, 0);
	__builtin_unreachable();
}

int main(int argc, char **argv)
{
	int fd = open("/proc/nabla-test", O_WRONLY);
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (argc != 3 || fd < 0 || page == MAP_FAILED)
		return 2;
	go(fd, argv[1], strlen(argv[1]), strtoul(argv[2], NULL, 0), page);
}
