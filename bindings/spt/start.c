// SPDX-License-Identifier: ISC
/* Start and end on spt. */
#include "bindings/spt/spt.h"

const struct spt_boot_info *spt_info;

__attribute__((no_stack_protector))
void spt_start(const struct spt_boot_info *info)
{
	struct start s = {
		.mem_size = info->mem_size,
		.cmdline = (const char *)info->cmdline,
		.mft = (const struct mft *)info->mft,
	};

	ssp_init();
	spt_info = info;
	bindings_start(&s);
}

void target_end(int status, void *cookie)
{
	(void)cookie;
	for (;;)
		host_call(__NR_exit_group, status, 0, 0, 0, 0, 0);
}
