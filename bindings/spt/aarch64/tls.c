// SPDX-License-Identifier: ISC
#include "bindings/spt/spt.h"

solo5_result_t solo5_set_tls_base(uintptr_t base)
{
	__asm__ volatile("msr tpidr_el0, %0" : : "r"(base));
	return SOLO5_R_OK;
}
