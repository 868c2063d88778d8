// SPDX-License-Identifier: ISC
/*
 * Network devices: frames are sent through the ring if the tender offers one,
 * and received by a hypercall, which tells at once that there is none.
 */
#include "bindings/hvt/hvt.h"

static struct hvt_ring *ring(void)
{
	if (!(hvt_info->host_features & HVT_FEATURE_RING))
		return NULL;
	return (struct hvt_ring *)hvt_info->net_ring;
}

/*
 * One at a time: the frame is the caller's again when this returns.  There is
 * no answer: what is sent like this must be right.
 */
static void ring_write(struct hvt_ring *r, solo5_handle_t handle,
		       const uint8_t *buf, size_t size)
{
	uint32_t at = r->entry_tail;

	r->entry[at % HVT_RING_ENTRIES] = (struct hvt_ring_entry) {
		.op = HVT_RING_NET_WRITE, .handle = (uint32_t)handle,
		.data = (uint64_t)buf, .len = (uint32_t)size, .id = at,
	};
	__atomic_store_n(&r->entry_tail, at + 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&r->needs_kick, __ATOMIC_SEQ_CST))
		isa_kick();
	while (__atomic_load_n(&r->entry_head, __ATOMIC_ACQUIRE) != at + 1)
		isa_pause();
}

solo5_result_t solo5_net_write(solo5_handle_t handle, const uint8_t *buf,
			       size_t size)
{
	const struct mft_entry *m = mft_device(handle, MFT_DEV_NET_BASIC);
	struct hvt_net_io n = {
		.handle = handle, .data = (uint64_t)buf, .len = size,
	};

	if (!m)
		return SOLO5_R_EINVAL;
	if (ring() && size <= (size_t)m->u.net_basic.mtu + SOLO5_NET_HLEN) {
		ring_write(ring(), handle, buf, size);
		return SOLO5_R_OK;
	}
	hypercall(HVT_NET_WRITE, &n);
	return (solo5_result_t)n.ret;
}

solo5_result_t solo5_net_read(solo5_handle_t handle, uint8_t *buf, size_t size,
			      size_t *read_size)
{
	struct hvt_net_io n = {
		.handle = handle, .data = (uint64_t)buf, .len = size,
	};

	if (!mft_device(handle, MFT_DEV_NET_BASIC))
		return SOLO5_R_EINVAL;
	hypercall(HVT_NET_READ, &n);
	if (n.ret == SOLO5_R_OK)
		*read_size = n.len;
	return (solo5_result_t)n.ret;
}
