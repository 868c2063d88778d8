// SPDX-License-Identifier: ISC
/* Blocks of thread-local variables. */
#include "bindings/bindings.h"

size_t solo5_tls_size(void)
{
	return isa_tls_size();
}

uintptr_t solo5_tls_tp_offset(uintptr_t tls)
{
	return isa_tls_pointer(tls);
}

solo5_result_t solo5_tls_init(uintptr_t tls)
{
	uintptr_t tp = isa_tls_pointer(tls), data = isa_tls_data(tls);
	size_t filled = (size_t)_tls_filesz;

	if (!tls)
		return SOLO5_R_EINVAL;
	memset((void *)tls, 0, isa_tls_size());
	memcpy((void *)data, _tls_image, filled);
	*(uintptr_t *)tp = isa_tls_word(tp);
	return SOLO5_R_OK;
}
