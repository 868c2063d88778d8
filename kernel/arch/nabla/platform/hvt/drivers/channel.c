// SPDX-License-Identifier: GPL-2.0-only
/* Channels, of a tender that has them: HVT_FEATURE_CHANNELS. */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <asm/channel.h>
#include <asm/hypercall.h>
#include <asm/irq.h>

static const u32 types[] = {
	[NABLA_CHANNEL_FILES] = MFT_DEV_FILES,
	[NABLA_CHANNEL_CONTROL] = MFT_DEV_CONTROL,
};

int nabla_channel_find(enum nabla_channel_kind kind, unsigned int nth,
		       struct nabla_channel *ch)
{
	unsigned int handle;

	if (!(nabla_offered() & HVT_FEATURE_CHANNELS))
		return -ENODEV;
	for (handle = 1; handle < nabla_mft->entries; handle++) {
		const struct mft_entry *e = &nabla_mft->e[handle];

		if (e->type != types[kind] || nth--)
			continue;
		*ch = (struct nabla_channel) { .name = e->name, .id = handle };
		return 0;
	}
	return -ENODEV;
}

/* Where it is, and how much of it lies there in one piece. */
static u64 physical(const void *buf, u64 *len)
{
	if (!is_vmalloc_addr(buf))
		return __pa(buf);
	*len = min_t(u64, *len, PAGE_SIZE - offset_in_page(buf));
	return page_to_phys(vmalloc_to_page(buf)) + offset_in_page(buf);
}

static long channel_io(enum hvt_hypercall nr, const struct nabla_channel *ch,
		       const void *buf, size_t len)
{
	struct hvt_channel_io io = { .handle = ch->id, .len = len };

	io.data = physical(buf, &io.len);
	nabla_hypercall(nr, &io);
	return io.ret;
}

long nabla_channel_read(const struct nabla_channel *ch, void *buf, size_t len)
{
	return channel_io(HVT_CHANNEL_READ, ch, buf, len);
}

long nabla_channel_write(const struct nabla_channel *ch, const void *buf,
			 size_t len)
{
	return channel_io(HVT_CHANNEL_WRITE, ch, buf, len);
}

bool nabla_channel_has_room(const struct nabla_channel *ch)
{
	struct hvt_wait wait = { .out = BIT_ULL(ch->id) };

	nabla_hypercall(HVT_WAIT, &wait);
	return wait.ret > 0;
}

int nabla_channel_line(const struct nabla_channel *ch, short events)
{
	return nabla_irq_line(ch->id, events);
}
