/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts are host signals.  While they are disabled a signal only notes that
 * it came; whoever enables them again serves what was noted.
 */
#ifndef _ASM_NABLA_IRQFLAGS_H
#define _ASM_NABLA_IRQFLAGS_H

#include <linux/compiler.h>
#include <asm/percpu.h>

#define ARCH_IRQ_DISABLED	0UL
#define ARCH_IRQ_ENABLED	1UL

struct nabla_irq_state {
	unsigned long enabled;
	unsigned long pending;
};

DECLARE_PER_CPU(struct nabla_irq_state, nabla_irq_state);

void nabla_irq_serve(void);

static __always_inline unsigned long arch_local_save_flags(void)
{
	return READ_ONCE(raw_cpu_ptr(&nabla_irq_state)->enabled);
}
#define arch_local_save_flags arch_local_save_flags

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	struct nabla_irq_state *irq = raw_cpu_ptr(&nabla_irq_state);

	barrier();
	WRITE_ONCE(irq->enabled, flags);
	barrier();
	if (flags && unlikely(READ_ONCE(irq->pending)))
		nabla_irq_serve();
}
#define arch_local_irq_restore arch_local_irq_restore

#include <asm-generic/irqflags.h>

#endif
