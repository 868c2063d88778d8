// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that the host sends to the container's process (a supervisor's SIGTERM,
 * a terminal's SIGWINCH) go to the guest's init, which passes them on.
 */
#include <linux/bitops.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <asm/entry.h>
#include <asm/irq.h>

static unsigned long noted;

void nabla_note_host_signal(unsigned int sig)
{
	set_bit(sig, &noted);
	nabla_irq_note();
}

void nabla_deliver_host_signals(void)
{
	unsigned long pending = xchg(&noted, 0);
	struct task_struct *init = init_pid_ns.child_reaper;
	unsigned int sig;

	for_each_set_bit(sig, &pending, BITS_PER_LONG)
		send_sig(sig, init, 1);
}
