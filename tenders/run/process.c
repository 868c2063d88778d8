// SPDX-License-Identifier: ISC
/*
 * What the process gives up before the guest runs: descriptors that are not its
 * devices, privileges, and what libc has told the host about its thread.
 */
#include <errno.h>
#include <linux/close_range.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/run/tender.h"

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static int close_between(int first, int last, struct err *e)
{
	if (first > last)
		return 0;
	if (syscall(SYS_close_range, first, last, 0) < 0)
		return err_errno(e, "closing descriptors %d to %d", first, last);
	return 0;
}

int descriptors_close(struct tender *t, struct err *e)
{
	int keep[KEPT_MAX], r, from = STDERR_FILENO + 1;
	unsigned int n = kept_descriptors(t, keep);

	qsort(keep, n, sizeof(keep[0]), compare);
	for (unsigned int i = 0; i < n; i++) {
		r = close_between(from, keep[i] - 1, e);
		if (r < 0)
			return r;
		from = keep[i] + 1;
	}
	return close_between(from, INT_MAX, e);
}

/*
 * Areas of libc's that the host writes to when the thread ends, and which lie where
 * the guest will be.  (musl registers none for restartable sequences.)
 */
static int unregister_exit_areas(struct err *e)
{
	if (syscall(SYS_set_robust_list, NULL, 3 * sizeof(long)) < 0)
		return err_errno(e, "unregistering the robust list");
	syscall(SYS_set_tid_address, NULL);
	return 0;
}

int process_restrict(struct tender *t, struct err *e)
{
	if (!t->opt.dumpable && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_errno(e, "forbidding core dumps");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(e, "giving up new privileges");
	return unregister_exit_areas(e);
}
