// SPDX-License-Identifier: ISC
/*
 * Whether the address space is free where the guest will be.  Nothing of this
 * process that is still needed once the guest runs may lie below HOST_MIN: not
 * its code and data, not its stack, not the host's vDSO.  (libc's heap does,
 * and goes in the last stage.)
 *
 * Where the host puts things is partly its choice and partly chance, so a bad
 * layout is mended once by starting over: with a finite stack limit, since an
 * unlimited one makes the host map from the bottom up, and with new luck.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "tenders/run/tender.h"

#define HOST_MIN	(NABLA_VMALLOC + NABLA_VMALLOC_SIZE)
#define STACK_LIMIT	(8UL << 20)
#define AGAIN		"NABLA_RUN_AGAIN"

extern const char __executable_start[];

/* 1: nothing is mapped there, since mapping it without replacing works. */
static int is_free(uint64_t from, uint64_t to, struct err *e)
{
	void *want = (void *)from, *got;

	got = mmap(want, to - from, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
		   MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	if (got == MAP_FAILED && errno == EEXIST)
		return 0;
	if (got == MAP_FAILED)
		return err_errno(e, "mapping %#lx to %#lx", from, to);
	munmap(got, to - from);
	return got == want;
}

static int is_good(struct err *e)
{
	uint64_t stack = (uint64_t)__builtin_frame_address(0);
	uint64_t vdso = getauxval(AT_SYSINFO_EHDR);

	if ((uint64_t)__executable_start < HOST_MIN || stack < HOST_MIN ||
	    (vdso && vdso < HOST_MIN))
		return 0;
	return is_free(NABLA_USER_END, HOST_MIN, e);
}

static int start_over(struct tender *t, struct err *e)
{
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) < 0)
		return err_errno(e, "asking for the stack limit");
	if (stack.rlim_cur > STACK_LIMIT) {
		stack.rlim_cur = STACK_LIMIT;
		if (setrlimit(RLIMIT_STACK, &stack) < 0)
			return err_errno(e, "setting a stack limit");
	}
	if (setenv(AGAIN, "1", 1) < 0)
		return err_errno(e, "starting over");
	execv("/proc/self/exe", t->argv);
	return err_errno(e, "starting over for a better layout");
}

int layout_check(struct tender *t, struct err *e)
{
	int r = is_good(e);

	if (r)
		return r < 0 ? r : 0;
	if (!getenv(AGAIN))
		return start_over(t, e);
	return err_set(e, EEXIST, "something lies between %#lx and %#lx, "
		       "where the guest must be", NABLA_USER_MIN, HOST_MIN);
}
