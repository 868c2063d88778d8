/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt line is a network device of the tender's, and its number that one's
 * handle: raised while a POLL reports it ready.
 */
#ifndef _ASM_NABLA_IRQ_H
#define _ASM_NABLA_IRQ_H

#define NR_IRQS		64

/* Let the line of @handle be requested, which is 1 at least. */
void nabla_irq_line(unsigned int handle);
void nabla_irq_wait(void);
/* There may be something to do, once interrupts are enabled. */
void nabla_irq_note(void);

#endif
