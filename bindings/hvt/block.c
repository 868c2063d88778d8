// SPDX-License-Identifier: ISC
#include "bindings/hvt/hvt.h"

static solo5_result_t transfer(int nr, solo5_handle_t handle,
			       solo5_off_t offset, const uint8_t *buf,
			       size_t size)
{
	const struct mft_entry *m = mft_device(handle, MFT_DEV_BLOCK_BASIC);
	struct hvt_block_io b = {
		.handle = handle, .offset = offset, .data = (uint64_t)buf,
		.len = size,
	};

	if (!m || !mft_is_block(m, offset, size))
		return SOLO5_R_EINVAL;
	hypercall(nr, &b);
	return (solo5_result_t)b.ret;
}

solo5_result_t solo5_block_write(solo5_handle_t handle, solo5_off_t offset,
				 const uint8_t *buf, size_t size)
{
	return transfer(HVT_BLOCK_WRITE, handle, offset, buf, size);
}

solo5_result_t solo5_block_read(solo5_handle_t handle, solo5_off_t offset,
				uint8_t *buf, size_t size)
{
	return transfer(HVT_BLOCK_READ, handle, offset, buf, size);
}
