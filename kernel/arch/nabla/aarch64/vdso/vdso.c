// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks without a system call: code of programs.  The work is done by
 * lib/vdso/gettimeofday.c, which the Makefile includes before this.  Nothing here
 * may refer to the kernel, nor have data of its own: vdso.lds.S sees to it.
 */
#include <linux/types.h>

int __kernel_clock_gettime(clockid_t id, struct __kernel_timespec *ts);
int __kernel_clock_getres(clockid_t id, struct __kernel_timespec *ts);
int __kernel_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz);

int __kernel_clock_gettime(clockid_t id, struct __kernel_timespec *ts)
{
	return __cvdso_clock_gettime(id, ts);
}

int __kernel_clock_getres(clockid_t id, struct __kernel_timespec *res)
{
	return __cvdso_clock_getres(id, res);
}

int __kernel_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	return __cvdso_gettimeofday(tv, tz);
}
