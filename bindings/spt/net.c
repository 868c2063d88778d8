// SPDX-License-Identifier: ISC
/* Network devices: a frame is a read or write of their descriptor. */
#include "bindings/spt/spt.h"

solo5_result_t solo5_net_write(solo5_handle_t handle, const uint8_t *buf,
			       size_t size)
{
	const struct mft_entry *m = mft_device(handle, MFT_DEV_NET_BASIC);
	long r;

	if (!m)
		return SOLO5_R_EINVAL;
	do
		r = host_call(__NR_write, m->b.hostfd, (long)buf, (long)size,
			      0, 0, 0);
	while (r == -EINTR);
	if (r == -EAGAIN)
		return SOLO5_R_AGAIN;
	return r == (long)size ? SOLO5_R_OK : SOLO5_R_EUNSPEC;
}

solo5_result_t solo5_net_read(solo5_handle_t handle, uint8_t *buf, size_t size,
			      size_t *read_size)
{
	const struct mft_entry *m = mft_device(handle, MFT_DEV_NET_BASIC);
	long r;

	if (!m)
		return SOLO5_R_EINVAL;
	do
		r = host_call(__NR_read, m->b.hostfd, (long)buf, (long)size, 0,
			      0, 0);
	while (r == -EINTR);
	if (r == -EAGAIN)
		return SOLO5_R_AGAIN;
	if (r < 0)
		return SOLO5_R_EUNSPEC;
	*read_size = (size_t)r;
	return SOLO5_R_OK;
}
