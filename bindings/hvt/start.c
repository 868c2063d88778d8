// SPDX-License-Identifier: ISC
/* Start and end on hvt. */
#include "bindings/hvt/hvt.h"

const struct hvt_boot_info *hvt_info;

__attribute__((no_stack_protector))
void hvt_start(const struct hvt_boot_info *info)
{
	struct start s = {
		.mem_size = info->mem_size,
		.cmdline = (const char *)info->cmdline,
		.mft = (const struct mft *)info->mft,
	};

	ssp_init();
	hvt_info = info;
	isa_traps_init();
	clock_init();
	bindings_start(&s);
}

void target_end(int status, void *cookie)
{
	struct hvt_halt h = { (uint64_t)cookie, status };

	for (;;)
		hypercall(HVT_HALT, &h);
}
