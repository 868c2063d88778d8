// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that the host sends to the container's process (a supervisor's SIGTERM,
 * a terminal's SIGWINCH) go to the guest's init, which passes them on.
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <asm/baton.h>
#include <asm/entry.h>
#include <asm/irq.h>
#include <nabla/layout.h>
#include <nabla/member.h>

static unsigned long noted;

void nabla_note_host_signal(unsigned int sig)
{
	set_bit(sig, &noted);
	nabla_irq_note();
}

/* Bits of what the tender took before there was a kernel. */
static unsigned long early_signals(void)
{
	const struct nabla_member *member = (const void *)NABLA_MEMBER;

	/* There, signal 1 is bit 0. */
	return member->early_signals << 1 &
	       (BIT(HOST_SIGHUP) | BIT(HOST_SIGINT) | BIT(HOST_SIGQUIT) |
		BIT(HOST_SIGUSR1) | BIT(HOST_SIGUSR2) | BIT(HOST_SIGTERM) |
		BIT(HOST_SIGWINCH));
}

void nabla_deliver_host_signals(void)
{
	struct task_struct *init = init_pid_ns.child_reaper;
	unsigned long pending;
	unsigned int sig;

	/* A kernel thread, as init is at first, would drop them. */
	if (!READ_ONCE(noted) || !init || !init->mm)
		return;
	pending = xchg(&noted, 0);

	for_each_set_bit(sig, &pending, BITS_PER_LONG)
		send_sig(sig, init, 1);
}

static int __init early_signals_init(void)
{
	const struct nabla_member *member = (const void *)NABLA_MEMBER;

	if (member->early_signals & BIT(NABLA_SIG_ZYGOTE - 1))
		nabla_baton_signal(NABLA_SIG_ZYGOTE, 0);
	if (early_signals()) {
		noted |= early_signals();
		nabla_irq_note();
	}
	return 0;
}
late_initcall(early_signals_init);
