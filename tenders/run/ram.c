// SPDX-License-Identifier: ISC
/*
 * Guest RAM.  Invariant: the memfd's size is fixed (sealed) before anything of
 * the guest's is in it, so that offset and length of every later mapping can be
 * checked against one number.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "tenders/run/ram.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL	8U		/* since Linux 6.3 */
#endif

#define PAGE		4096UL
#define SENDFILE_MAX	(1UL << 30)	/* the host takes less than 2 GB */

/* Nobody needs to execve() it, and some hosts insist on saying so. */
static int create_memfd(void)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("nabla-ram", flags | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("nabla-ram", flags);
	return fd;
}

static uint64_t host_memory(void)
{
	uint64_t size = (uint64_t)sysconf(_SC_PHYS_PAGES) * PAGE;

	return size < NABLA_RAM_MAX ? size : NABLA_RAM_MAX;
}

int ram_create(struct ram *ram, uint64_t size, struct err *e)
{
	void *want = (void *)NABLA_RAM, *got;

	ram->size = ram->top = size ? size : host_memory();
	ram->fd = create_memfd();
	if (ram->fd < 0)
		return err_errno(e, "creating the memory file");
	if (ftruncate(ram->fd, (off_t)ram->size) < 0)
		return err_errno(e, "sizing the memory file to %llu bytes",
				 (unsigned long long)ram->size);
	if (fcntl(ram->fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		return err_errno(e, "sealing the memory file");
	got = mmap(want, ram->size, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_SHARED | MAP_FIXED_NOREPLACE, ram->fd, 0);
	if (got == MAP_FAILED)
		return err_errno(e, "mapping %llu bytes of guest memory at %p",
				 (unsigned long long)ram->size, want);
	if (got != want)
		return err_set(e, EEXIST, "mapping guest memory at %p: occupied",
			       want);
	ram->map = got;
	return 0;
}

void *ram_at(const struct ram *ram, gpa at, uint64_t len)
{
	if (at.off > ram->size || len > ram->size - at.off)
		return NULL;
	return ram->map + at.off;
}

static int copy_file(int to, int from, off_t offset, uint64_t len)
{
	while (len) {
		size_t part = len < SENDFILE_MAX ? len : SENDFILE_MAX;
		ssize_t n = sendfile(to, from, &offset, part);

		if (n < 0)
			return -errno;
		if (!n)
			return -ENODATA;
		len -= (uint64_t)n;
	}
	return 0;
}

int ram_load(const struct ram *ram, gpa at, int from, uint64_t offset,
	     uint64_t len)
{
	int r;

	if (!ram_at(ram, at, len))
		r = -EFAULT;
	else if (lseek(ram->fd, (off_t)at.off, SEEK_SET) < 0)
		r = -errno;
	else
		r = copy_file(ram->fd, from, (off_t)offset, len);
	errno = -r;
	return r;
}

int ram_show(const struct ram *ram, gpa at, int from, uint64_t offset,
	     uint64_t len)
{
	void *want = ram_at(ram, at, len), *got;

	if (!want) {
		errno = EFAULT;
		return -EFAULT;
	}
	got = mmap(want, len, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED,
		   from, (off_t)offset);
	return got == MAP_FAILED ? -errno : 0;
}

int ram_take_top(struct ram *ram, uint64_t len, gpa floor, gpa *at)
{
	uint64_t start;

	if (len > ram->top)
		return -ENOSPC;
	start = (ram->top - len) & ~(PAGE - 1);
	if (start < floor.off)
		return -ENOSPC;
	ram->top = start;
	at->off = start;
	return 0;
}
