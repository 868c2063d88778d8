/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt line is a host descriptor: level-triggered, raised while ppoll
 * reports it ready, masked by leaving it out.
 */
#ifndef _ASM_NABLA_IRQ_H
#define _ASM_NABLA_IRQ_H

#define NR_IRQS		64

/*
 * nabla_irq_line() - make a line of descriptor @fd for @events (POLLIN ...).
 * Returns its interrupt number, to be requested as usual, or -ENOSPC.
 */
int nabla_irq_line(int fd, short events);
void nabla_irq_wait(void);
void nabla_irq_note(void);

#endif
