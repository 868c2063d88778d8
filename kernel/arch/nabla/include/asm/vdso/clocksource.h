/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_VDSO_CLOCKSOURCE_H
#define _ASM_NABLA_VDSO_CLOCKSOURCE_H

/* The host's monotonic clock, read by the function in struct arch_vdso_data. */
#define VDSO_ARCH_CLOCKMODES	VDSO_CLOCKMODE_HOST

#endif
