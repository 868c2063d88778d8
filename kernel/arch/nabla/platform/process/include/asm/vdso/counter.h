/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counter is the host's monotonic clock, so that it follows the host's
 * discipline of it.  A program may be interrupted inside the host's function, which
 * lies above all guest memory: user_mode() knows.
 */
#ifndef _ASM_NABLA_VDSO_COUNTER_H
#define _ASM_NABLA_VDSO_COUNTER_H

#include <uapi/linux/time.h>
#include <vdso/time64.h>

static __always_inline u64 nabla_vdso_counter(const struct vdso_data *vd)
{
	int (*clock_gettime)(clockid_t id, struct __kernel_timespec *ts) =
		(void *)vd->arch_data.clock_gettime;
	struct __kernel_timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

#endif
