// SPDX-License-Identifier: ISC
/* The base of fs is the host's to set. */
#include "bindings/spt/spt.h"

#define ARCH_SET_FS	0x1002

solo5_result_t solo5_set_tls_base(uintptr_t base)
{
	return host_call(__NR_arch_prctl, ARCH_SET_FS, (long)base, 0, 0, 0, 0) ?
	       SOLO5_R_EINVAL : SOLO5_R_OK;
}
