/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lib/vdso/gettimeofday.c needs to know of us.  Runs in programs.  The counter
 * is the platform's.
 */
#ifndef _ASM_NABLA_VDSO_GETTIMEOFDAY_H
#define _ASM_NABLA_VDSO_GETTIMEOFDAY_H

#ifndef __ASSEMBLY__

#include <uapi/linux/time.h>
#include <asm/barrier.h>
#include <asm/vdso/counter.h>
#include <asm/vdso/syscall.h>

#define VDSO_HAS_TIME		1
#define VDSO_HAS_CLOCK_GETRES	1

static __always_inline const struct vdso_data *__arch_get_vdso_data(void)
{
	return _vdso_data;
}

#ifdef CONFIG_TIME_NS
static __always_inline const struct vdso_data *
__arch_get_timens_vdso_data(const struct vdso_data *vd)
{
	return _timens_data;
}
#endif

/* Never called with mode VDSO_CLOCKMODE_NONE, and there is only one other. */
static __always_inline u64 __arch_get_hw_counter(s32 mode,
						 const struct vdso_data *vd)
{
	return nabla_vdso_counter(vd);
}

static __always_inline long vdso_call(long nr, long a, long b)
{
	return vdso_syscall2(&_vdso_data->arch_data.syscall, nr, a, b);
}

static __always_inline long
clock_gettime_fallback(clockid_t id, struct __kernel_timespec *ts)
{
	return vdso_call(__NR_clock_gettime, id, (long)ts);
}

static __always_inline long
clock_getres_fallback(clockid_t id, struct __kernel_timespec *res)
{
	return vdso_call(__NR_clock_getres, id, (long)res);
}

static __always_inline long
gettimeofday_fallback(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	return vdso_call(__NR_gettimeofday, (long)tv, (long)tz);
}

#endif /* !__ASSEMBLY__ */
#endif
