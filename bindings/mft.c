// SPDX-License-Identifier: ISC
/* Devices by name and by handle: the index in the manifest. */
#include "bindings/bindings.h"

static const struct mft *devices;
static uint64_t acquired;		/* bit n: handle n */

void mft_init(const struct mft *mft)
{
	if (mft->version != MFT1_VERSION || !mft->entries ||
	    mft->entries > MFT1_ENTRIES_MAX)
		panic("the manifest is not one of version %u", MFT1_VERSION);
	devices = mft;
}

const struct mft_entry *mft_device(solo5_handle_t handle, uint32_t type)
{
	const struct mft_entry *m;

	if (!handle || handle >= devices->entries)
		return NULL;
	m = &devices->e[handle];
	return m->type == type && m->attached ? m : NULL;
}

solo5_handle_t mft_acquire(const char *name, uint32_t type)
{
	const struct mft_entry *m;

	for (solo5_handle_t i = 1; i < devices->entries; i++) {
		m = mft_device(i, type);
		if (!m || !text_equal(m->name, name))
			continue;
		if (acquired & 1ULL << i)
			return 0;
		acquired |= 1ULL << i;
		return i;
	}
	return 0;
}

bool mft_is_block(const struct mft_entry *m, solo5_off_t offset, size_t size)
{
	const struct mft_block_basic *b = &m->u.block_basic;

	return size == b->block_size && !(offset & (size - 1)) &&
	       offset <= b->capacity - size;
}

solo5_result_t solo5_net_acquire(const char *name, solo5_handle_t *handle,
				 struct solo5_net_info *info)
{
	solo5_handle_t h = mft_acquire(name, MFT_DEV_NET_BASIC);
	const struct mft_entry *m = &devices->e[h];

	if (!h)
		return SOLO5_R_EINVAL;
	memcpy(info->mac_address, m->u.net_basic.mac, SOLO5_NET_ALEN);
	info->mtu = m->u.net_basic.mtu;
	*handle = h;
	log_line(INFO, "net '%s' is handle %lu, MTU %u", m->name, h,
		 m->u.net_basic.mtu);
	return SOLO5_R_OK;
}

solo5_result_t solo5_block_acquire(const char *name, solo5_handle_t *handle,
				   struct solo5_block_info *info)
{
	solo5_handle_t h = mft_acquire(name, MFT_DEV_BLOCK_BASIC);
	const struct mft_entry *m = &devices->e[h];

	if (!h)
		return SOLO5_R_EINVAL;
	info->capacity = m->u.block_basic.capacity;
	info->block_size = m->u.block_basic.block_size;
	*handle = h;
	log_line(INFO, "block '%s' is handle %lu, %lu bytes in blocks of %u",
		 m->name, h, m->u.block_basic.capacity,
		 m->u.block_basic.block_size);
	return SOLO5_R_OK;
}
