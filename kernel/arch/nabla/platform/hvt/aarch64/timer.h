/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_HVT_TIMER_H
#define NABLA_HVT_TIMER_H

/* Once, early; the vectors are there. */
void nabla_timer_start(void);
/* It has interrupted the processor, and will again. */
void nabla_timer_struck(void);

#endif
