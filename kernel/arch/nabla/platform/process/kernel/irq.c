// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts.  A line is a host descriptor; ppoll tells which are raised.  It is
 * asked when there is nothing else to do (nabla_irq_wait, with the next timer as
 * deadline), and on each preemption signal while there is.
 *
 * An idle wait must not miss a signal that comes just before its ppoll, and ppoll
 * may not change the signal mask: so the deadline lies in memory, and whoever
 * notes something to do sets it to zero.
 */
#include <linux/cpu.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <asm/baton.h>
#include <asm/entry.h>
#include <asm/host.h>
#include <asm/irq.h>
#include <asm/irq_regs.h>
#include <asm/time.h>

DEFINE_PER_CPU(struct nabla_irq_state, nabla_irq_state);

static struct pollfd lines[NR_IRQS];	/* a masked line's descriptor is ~fd */
static unsigned int nr_lines = 1;	/* 0 is no interrupt: many drivers say so */
static bool polled;			/* revents are fresh */
static struct __kernel_timespec deadline;

static void line_mask(struct irq_data *data)
{
	struct pollfd *line = &lines[data->irq];

	if (line->fd >= 0)
		line->fd = ~line->fd;
}

static void line_unmask(struct irq_data *data)
{
	struct pollfd *line = &lines[data->irq];

	if (line->fd < 0)
		line->fd = ~line->fd;
}

static struct irq_chip host_chip = {
	.name = "host",
	.irq_mask = line_mask,
	.irq_unmask = line_unmask,
};

int nabla_irq_line(int fd, short events)
{
	unsigned int irq = nr_lines;

	if (irq == NR_IRQS)
		return -ENOSPC;
	lines[irq] = (struct pollfd) { .fd = ~fd, .events = events };
	nr_lines++;
	irq_set_chip_and_handler(irq, &host_chip, handle_level_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

static void poll_lines(const struct __kernel_timespec *timeout)
{
	long n;

	if (nr_lines == 1 && timeout != &deadline)
		return;
	n = host_ppoll(lines + 1, nr_lines - 1, timeout);
	polled = n > 0;
}

static void raise_lines(void)
{
	unsigned int irq;

	polled = false;
	for (irq = 1; irq < nr_lines; irq++)
		if (lines[irq].fd >= 0 && lines[irq].revents)
			generic_handle_irq(irq);
}

void nabla_irq_interrupt(struct pt_regs *regs)
{
	static const struct __kernel_timespec now;
	struct nabla_irq_state *irq = this_cpu_ptr(&nabla_irq_state);
	struct pt_regs *old = set_irq_regs(regs);
	unsigned long enabled = irq->enabled;

	irq->enabled = 0;
	irq->pending = 0;
	irq_enter();
	if (!polled)
		poll_lines(&now);
	if (polled)
		raise_lines();
	nabla_deliver_host_signals();
	nabla_timer_interrupt();
	irq_exit();
	irq->enabled = enabled;
	set_irq_regs(old);
}

/* What was noted while interrupts were disabled; they have just been enabled. */
void nabla_irq_serve(void)
{
	static struct pt_regs kernel_regs;

	instruction_pointer_set(&kernel_regs, (unsigned long)nabla_irq_serve);
	nabla_irq_interrupt(&kernel_regs);
}

/* Cut an idle wait short, or keep it from beginning: from a signal handler. */
void nabla_irq_note(void)
{
	this_cpu_ptr(&nabla_irq_state)->pending = 1;
	WRITE_ONCE(deadline.tv_sec, 0);
	WRITE_ONCE(deadline.tv_nsec, 0);
}

/* With interrupts disabled; returns with something pending. */
void nabla_irq_wait(void)
{
	struct nabla_irq_state *irq = this_cpu_ptr(&nabla_irq_state);

	nabla_timer_deadline(&deadline);
	barrier();
	if (!READ_ONCE(irq->pending))
		poll_lines(&deadline);
	irq->pending = 1;
	nabla_baton_pause();
}

void __init init_IRQ(void)
{
}
