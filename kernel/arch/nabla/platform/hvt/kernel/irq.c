// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts.  Devices have none: the tender is asked which are ready when there is
 * nothing else to do (with the next timer as deadline), whenever a timer is found to be
 * due on the way into the kernel, and when it interrupts a program, where the tender has
 * such a timer.
 */
#include <linux/cpu.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <asm/hypercall.h>
#include <asm/irq.h>
#include <asm/irq_regs.h>
#include <asm/time.h>
#include "entry.h"

DEFINE_PER_CPU(struct nabla_irq_state, nabla_irq_state);

/* Sets of handles; a line's number is its handle, and HANDLES more to be written to. */
enum { IN, OUT, WAYS };
#define HANDLES		64

static u64 lines[WAYS];			/* those that somebody may request */
static u64 masked[WAYS] = { ~0ULL, ~0ULL };
static u64 ready[WAYS];			/* as the tender last said */
static bool polled;			/* that was just now */

static void line_mask(struct irq_data *data)
{
	masked[data->irq / HANDLES] |= BIT_ULL(data->irq % HANDLES);
}

static void line_unmask(struct irq_data *data)
{
	masked[data->irq / HANDLES] &= ~BIT_ULL(data->irq % HANDLES);
}

static struct irq_chip hvt_chip = {
	.name = "hvt",
	.irq_mask = line_mask,
	.irq_unmask = line_unmask,
};

int nabla_irq_line(unsigned int handle, short events)
{
	unsigned int way = events == POLLOUT ? OUT : IN;
	unsigned int irq = way * HANDLES + handle;

	lines[way] |= BIT_ULL(handle);
	irq_set_chip_and_handler(irq, &hvt_chip, handle_level_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

/* Of Solo5's: all network devices, masked or not. */
static void ask_poll(u64 timeout)
{
	struct hvt_poll poll = { .timeout_nsecs = timeout };

	nabla_hypercall(HVT_POLL, &poll);
	ready[IN] = poll.ret > 0 ? poll.ready_set : 0;
}

/* Of our tender's: those alone that somebody waits for. */
static void ask_wait(u64 timeout)
{
	struct hvt_wait wait = {
		.timeout_nsecs = timeout,
		.in = lines[IN] & ~masked[IN],
		.out = lines[OUT] & ~masked[OUT],
	};

	nabla_hypercall(HVT_WAIT, &wait);
	ready[IN] = wait.ret > 0 ? wait.ready_in : 0;
	ready[OUT] = wait.ret > 0 ? wait.ready_out : 0;
}

static void poll_lines(u64 timeout)
{
	if (nabla_offered() & HVT_FEATURE_CHANNELS)
		ask_wait(timeout);
	else
		ask_poll(timeout);
	polled = true;
}

static void raise_lines(void)
{
	unsigned int way, handle;
	unsigned long raised;

	for (way = 0; way < WAYS; way++) {
		raised = ready[way] & ~masked[way];
		for_each_set_bit(handle, &raised, HANDLES)
			generic_handle_irq(way * HANDLES + handle);
	}
}

void nabla_irq_interrupt(struct pt_regs *regs)
{
	struct nabla_irq_state *irq = this_cpu_ptr(&nabla_irq_state);
	struct pt_regs *old = set_irq_regs(regs);
	unsigned long enabled = irq->enabled;

	irq->enabled = 0;
	irq->pending = 0;
	irq_enter();
	if ((lines[IN] | lines[OUT]) && !polled)
		poll_lines(0);
	polled = false;
	raise_lines();
	nabla_timer_interrupt();
	irq_exit();
	irq->enabled = enabled;
	set_irq_regs(old);
}

/* What was noted while interrupts were disabled; they have just been enabled. */
void nabla_irq_serve(void)
{
	static struct pt_regs kernel_regs = NABLA_KERNEL_REGS;

	instruction_pointer_set(&kernel_regs, (unsigned long)nabla_irq_serve);
	nabla_irq_interrupt(&kernel_regs);
}

void nabla_irq_note(void)
{
	this_cpu_ptr(&nabla_irq_state)->pending = 1;
}

void nabla_irq_look(void)
{
	if (nabla_timer_due())
		nabla_irq_note();
}

/* With interrupts disabled; returns with something pending. */
void nabla_irq_wait(void)
{
	struct __kernel_timespec timeout;

	nabla_timer_deadline(&timeout);
	if (!this_cpu_ptr(&nabla_irq_state)->pending)
		poll_lines(timeout.tv_sec * NSEC_PER_SEC + timeout.tv_nsec);
	nabla_irq_note();
}

void __init init_IRQ(void)
{
}
