// SPDX-License-Identifier: GPL-2.0-only
/* Channels are descriptors of the host's, which do not block. */
#include <linux/errno.h>
#include <asm/channel.h>
#include <asm/host.h>
#include <asm/irq.h>

static const u32 types[] = {
	[NABLA_CHANNEL_FILES] = NABLA_DEV_FILES,
	[NABLA_CHANNEL_CONTROL] = NABLA_DEV_CONTROL,
};

int nabla_channel_find(enum nabla_channel_kind kind, unsigned int nth,
		       struct nabla_channel *ch)
{
	const struct nabla_device *d = nabla_boot->device;
	const struct nabla_device *end = d + nabla_boot->nr_devices;

	for (; d < end; d++) {
		if (d->type != types[kind] || nth--)
			continue;
		*ch = (struct nabla_channel) { .name = d->name, .id = d->fd };
		return 0;
	}
	return -ENODEV;
}

long nabla_channel_read(const struct nabla_channel *ch, void *buf, size_t len)
{
	return host_read(ch->id, buf, len);
}

long nabla_channel_write(const struct nabla_channel *ch, const void *buf,
			 size_t len)
{
	return host_write(ch->id, buf, len);
}

bool nabla_channel_has_room(const struct nabla_channel *ch)
{
	static const struct __kernel_timespec now;
	struct pollfd fd = { .fd = ch->id, .events = POLLOUT };

	return host_ppoll(&fd, 1, &now) == 1;
}

int nabla_channel_line(const struct nabla_channel *ch, short events)
{
	return nabla_irq_line(ch->id, events);
}
