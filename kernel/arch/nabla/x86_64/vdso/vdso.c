// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks and CPU number without a system call: code of programs.  The work is done
 * by lib/vdso/gettimeofday.c, which the Makefile includes before this.  Nothing
 * here may refer to the kernel, nor have data of its own: vdso.lds.S sees to it.
 */
#include <linux/types.h>

#define EXPORT(name, fn, ret, ...)					\
	ret fn(__VA_ARGS__);						\
	ret name(__VA_ARGS__) __attribute__((weak, alias(#fn)))

struct getcpu_cache;

EXPORT(clock_gettime, __vdso_clock_gettime, int, clockid_t,
       struct __kernel_timespec *);
EXPORT(clock_getres, __vdso_clock_getres, int, clockid_t,
       struct __kernel_timespec *);
EXPORT(gettimeofday, __vdso_gettimeofday, int, struct __kernel_old_timeval *,
       struct timezone *);
EXPORT(time, __vdso_time, __kernel_old_time_t, __kernel_old_time_t *);
EXPORT(getcpu, __vdso_getcpu, long, unsigned int *, unsigned int *,
       struct getcpu_cache *);

int __vdso_clock_gettime(clockid_t id, struct __kernel_timespec *ts)
{
	return __cvdso_clock_gettime(id, ts);
}

int __vdso_clock_getres(clockid_t id, struct __kernel_timespec *res)
{
	return __cvdso_clock_getres(id, res);
}

int __vdso_gettimeofday(struct __kernel_old_timeval *tv, struct timezone *tz)
{
	return __cvdso_gettimeofday(tv, tz);
}

__kernel_old_time_t __vdso_time(__kernel_old_time_t *t)
{
	return __cvdso_time(t);
}

long __vdso_getcpu(unsigned int *cpu, unsigned int *node,
		   struct getcpu_cache *unused)
{
	const struct arch_vdso_data *data = &__arch_get_vdso_data()->arch_data;

	if (cpu)
		*cpu = READ_ONCE(data->cpu);
	if (node)
		*node = READ_ONCE(data->node);
	return 0;
}
