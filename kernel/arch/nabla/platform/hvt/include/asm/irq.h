/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt line is a device of the tender's, for one of the two things that may be
 * done with it: raised while the tender reports it ready for that.
 */
#ifndef _ASM_NABLA_IRQ_H
#define _ASM_NABLA_IRQ_H

#define NR_IRQS		128

/*
 * nabla_irq_line() - let the line of the device @handle, 1 to 63, be requested, for
 * @events: POLLIN, or of a channel POLLOUT.  Returns its interrupt number.
 */
int nabla_irq_line(unsigned int handle, short events);
void nabla_irq_wait(void);
/* There may be something to do, once interrupts are enabled. */
void nabla_irq_note(void);

#endif
