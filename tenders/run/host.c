// SPDX-License-Identifier: ISC
/* Whether this host can carry the library kernel at all. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/run/isa.h"
#include "tenders/run/tender.h"

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ	51
#endif

#define PAGE		4096

/*
 * The place of a missing standard descriptor would be taken by guest memory or
 * a device, and the guest would print into it.  What stands in refuses what the
 * guest will try, as the missing one would.
 */
static int fill_stdio(struct err *e)
{
	for (int fd = 0; fd < 3; fd++) {
		int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (!fd_is_open(fd) && open("/dev/null", mode) != fd)
			return err_errno(e, "descriptor %d is closed, and "
					 "/dev/null can't stand in", fd);
	}
	return 0;
}

/* Two frames: a host signal may arrive while another is being taken. */
static int check_signal_frame(struct err *e)
{
	unsigned long frame = getauxval(AT_MINSIGSTKSZ);

	if (2 * frame > NABLA_ALT_SIZE)
		return err_set(e, ENOTSUP, "a signal frame takes %lu bytes, "
			       "too many for a stack of %lu", frame,
			       NABLA_ALT_SIZE);
	return 0;
}

/*
 * What the host itself said, above the environment on the stack: libc's
 * getauxval() has its own idea of AT_HWCAP.
 */
static uint64_t host_value(char **argv, uint64_t type)
{
	const Elf64_auxv_t *a;
	char **p = argv;

	while (*p++)
		;
	while (*p++)
		;
	for (a = (const void *)p; a->a_type != AT_NULL; a++)
		if (a->a_type == type)
			return a->a_un.a_val;
	return 0;
}

/*
 * A guest's pages are mapped one by one, and have the size that its programs were
 * linked for.
 */
static int check_page_size(struct err *e)
{
	long page = sysconf(_SC_PAGESIZE);

	if (page != PAGE)
		return err_set(e, ENOTSUP, "this host's pages have %ld bytes: "
			       "a host kernel with pages of %d is needed, since "
			       "it maps each of the guest's", page, PAGE);
	return 0;
}

/* Nothing else says where the host ends: mapping a page where its own part begins. */
static int check_address_size(struct err *e)
{
	void *want = (void *)(NABLA_VMALLOC + NABLA_VMALLOC_SIZE);
	void *got = mmap(want, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
			 MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (got == MAP_FAILED)
		return errno == EEXIST ? 0 :
		       err_set(e, ENOTSUP, "this host's processes have no "
			       "memory at %p (%s): a host kernel with "
			       "addresses of 48 bits is needed", want,
			       strerror(errno));
	munmap(got, PAGE);
	return 0;
}

int host_check(struct tender *t, struct err *e)
{
	int r;

	t->isa.hwcap = host_value(t->argv, AT_HWCAP);
	t->isa.hwcap2 = host_value(t->argv, AT_HWCAP2);
	r = check_page_size(e);
	if (!r)
		r = check_address_size(e);
	if (!r)
		r = fill_stdio(e);
	if (!r)
		r = check_signal_frame(e);
	if (!r)
		r = isa_check(&t->isa, e);
	return r;
}
