/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_TIME_H
#define _ASM_NABLA_TIME_H

#include <linux/time64.h>

/* Has the time of the clock event come? */
bool nabla_timer_due(void);
/* Run the clock event if its time has come. */
void nabla_timer_interrupt(void);
/* How long it may be waited for, from now on. */
void nabla_timer_deadline(struct __kernel_timespec *timeout);

#endif
