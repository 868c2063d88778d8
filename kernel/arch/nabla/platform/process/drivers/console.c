// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvc0, the console: kernel messages, and the terminal of a container that has
 * one.  With a terminal the host's descriptors 0 and 1 are it, in raw mode: the
 * one line discipline is the guest's.  Without, what is written goes to the
 * host's stderr, and nothing is ever typed.
 *
 * The terminal does not block: what it can't take waits until it can.  When its
 * other end goes away, ours is hung up, as a serial line's is.
 */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <asm/host.h>
#include <asm/irq.h>
#include "../../../../../drivers/tty/hvc/hvc_console.h"

static bool has_terminal(void)
{
	return nabla_boot->flags & NABLA_BOOT_TTY;
}

static int output_irq;
static bool output_waits;	/* its line is unmasked */

/* Once there is room, what waits is pushed. */
static irqreturn_t output_interrupt(int irq, void *unused)
{
	output_waits = false;
	disable_irq_nosync(irq);
	hvc_kick();
	return IRQ_HANDLED;
}

static int console_put(u32 vtermno, const char *buf, int count)
{
	long n = host_write(has_terminal() ? 1 : 2, buf, count);

	if (n == -EAGAIN && output_irq && !output_waits) {
		output_waits = true;
		enable_irq(output_irq);
	}
	/* Nobody listens any more: as if a serial line were cut. */
	return n < 0 && n != -EAGAIN && n != -EINTR ? count : n;
}

static bool input_ready(void)
{
	static const struct __kernel_timespec now;
	struct pollfd fd = { .fd = 0, .events = POLLIN };

	return host_ppoll(&fd, 1, &now) == 1;
}

static int input_irq;
static bool input_masked;

/*
 * The line stays masked from the interrupt until the input was drained, which
 * may be long when the reader is throttled; and for good when it has ended,
 * which is what -EPIPE says.
 */
static int console_get(u32 vtermno, char *buf, int count)
{
	long n;

	if (!has_terminal())
		return 0;
	n = input_ready() ? host_read(0, buf, count) : -EAGAIN;
	if (n > 0)
		return n;
	if (n != -EAGAIN && n != -EINTR)
		return -EPIPE;
	if (input_masked) {
		input_masked = false;
		enable_irq(input_irq);
	}
	return 0;
}

static irqreturn_t input_interrupt(int irq, void *hp)
{
	input_masked = true;
	disable_irq_nosync(irq);
	if (hvc_poll(hp))
		hvc_kick();
	return IRQ_HANDLED;
}

/* Input is told by an interrupt, or there is none: nobody need look for it. */
static int console_open(struct hvc_struct *hp, int irq)
{
	int err = irq ? request_irq(irq, input_interrupt, 0, "console", hp) : 0;

	hp->irq_requested = !err;
	return err;
}

static void console_close(struct hvc_struct *hp, int irq)
{
	if (irq)
		free_irq(irq, hp);
	hp->irq_requested = 0;
	input_masked = false;
}

static const struct hv_ops console_ops = {
	.get_chars = console_get,
	.put_chars = console_put,
	.notifier_add = console_open,
	.notifier_del = console_close,
	.notifier_hangup = console_close,
};

static int __init hvc0_early_init(void)
{
	return hvc_instantiate(0, 0, &console_ops);
}
console_initcall(hvc0_early_init);

static int __init output_init(void)
{
	int irq = nabla_irq_line(1, POLLOUT);
	int err;

	if (irq < 0)
		return irq;
	err = request_irq(irq, output_interrupt, IRQF_NO_AUTOEN, "console-out",
			  NULL);
	if (!err)
		output_irq = irq;
	return err;
}

static int __init hvc0_init(void)
{
	int err;

	if (has_terminal()) {
		input_irq = nabla_irq_line(0, POLLIN);
		if (input_irq < 0)
			return input_irq;
		err = output_init();
		if (err)
			return err;
	}
	return PTR_ERR_OR_ZERO(hvc_alloc(0, input_irq, &console_ops, 256));
}
device_initcall(hvc0_init);
