// SPDX-License-Identifier: ISC
#include "bindings/hvt/hvt.h"

void solo5_console_write(const char *buf, size_t size)
{
	struct hvt_puts p = { (uint64_t)buf, size };

	hypercall(HVT_PUTS, &p);
}
