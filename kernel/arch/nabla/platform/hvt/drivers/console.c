// SPDX-License-Identifier: GPL-2.0-only
/* hvc0, the console: what is written goes to the tender; nothing is ever typed. */
#include <linux/console.h>
#include <linux/init.h>
#include <asm/hypercall.h>
#include "../../../../../drivers/tty/hvc/hvc_console.h"

static int console_put(u32 vtermno, const char *buf, int count)
{
	nabla_puts(buf, count);
	return count;
}

static int console_get(u32 vtermno, char *buf, int count)
{
	return 0;
}

/* As if there were an interrupt for input: then nobody looks for it by himself. */
static int console_open(struct hvc_struct *hp, int irq)
{
	hp->irq_requested = 1;
	return 0;
}

static void console_close(struct hvc_struct *hp, int irq)
{
	hp->irq_requested = 0;
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

static int __init hvc0_init(void)
{
	return PTR_ERR_OR_ZERO(hvc_alloc(0, 0, &console_ops, 256));
}
device_initcall(hvc0_init);
