// SPDX-License-Identifier: ISC
/* Block devices: one block is one pread64 or pwrite64. */
#include "bindings/spt/spt.h"

static solo5_result_t transfer(long nr, solo5_handle_t handle,
			       solo5_off_t offset, const uint8_t *buf,
			       size_t size)
{
	const struct mft_entry *m = mft_device(handle, MFT_DEV_BLOCK_BASIC);
	long r;

	if (!m || !mft_is_block(m, offset, size))
		return SOLO5_R_EINVAL;
	do
		r = host_call(nr, m->b.hostfd, (long)buf, (long)size,
			      (long)offset, 0, 0);
	while (r == -EINTR);
	return r == (long)size ? SOLO5_R_OK : SOLO5_R_EUNSPEC;
}

solo5_result_t solo5_block_write(solo5_handle_t handle, solo5_off_t offset,
				 const uint8_t *buf, size_t size)
{
	return transfer(__NR_pwrite64, handle, offset, buf, size);
}

solo5_result_t solo5_block_read(solo5_handle_t handle, solo5_off_t offset,
				uint8_t *buf, size_t size)
{
	return transfer(__NR_pread64, handle, offset, buf, size);
}
