/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one door to the host: seven system calls, the host's clock, and what the
 * tender left in memory.  Nothing else of the kernel reaches the host.
 *
 * Calls return what the host does: a result, or -errno.
 */
#ifndef _ASM_NABLA_HOST_H
#define _ASM_NABLA_HOST_H

#include <linux/compiler.h>
#include <linux/poll.h>
#include <linux/types.h>
#include <linux/unistd.h>
#include <nabla/boot.h>

extern const struct nabla_boot *const nabla_boot;

/* The only system-call instruction of the kernel: the filter knows its address. */
long nabla_host_call(long nr, long a, long b, long c, long d, long e, long f);

static inline long host_read(int fd, void *buf, size_t len)
{
	return nabla_host_call(__NR_read, fd, (long)buf, len, 0, 0, 0);
}

static inline long host_write(int fd, const void *buf, size_t len)
{
	return nabla_host_call(__NR_write, fd, (long)buf, len, 0, 0, 0);
}

static inline long host_pread(int fd, void *buf, size_t len, u64 pos)
{
	return nabla_host_call(__NR_pread64, fd, (long)buf, len, pos, 0, 0);
}

static inline long host_pwrite(int fd, const void *buf, size_t len, u64 pos)
{
	return nabla_host_call(__NR_pwrite64, fd, (long)buf, len, pos, 0, 0);
}

/* A NULL @timeout waits for ever. */
static inline long host_ppoll(struct pollfd *fds, unsigned int nfds,
			      const struct __kernel_timespec *timeout)
{
	return nabla_host_call(__NR_ppoll, (long)fds, nfds, (long)timeout, 0,
			       sizeof(u64), 0);
}

/* The end of the container; from any member, see kernel/baton.c. */
void __noreturn host_exit(int status);

/* mmap: see mm/record.c for the two forms that the filter lets through */
static inline long host_mmap(unsigned long addr, unsigned long len, int prot,
			     int flags, int fd, unsigned long offset)
{
	return nabla_host_call(__NR_mmap, addr, len, prot, flags, fd, offset);
}

#endif
