// SPDX-License-Identifier: ISC
/* What is aarch64's own: nothing that needs a call. */
#include <elf.h>
#include <linux/audit.h>

#include "tenders/spt/spt.h"

const uint16_t isa_elf_machine = EM_AARCH64;
const uint32_t isa_audit_arch = AUDIT_ARCH_AARCH64;

/* The guest writes tpidr_el0 itself. */
void isa_filter(struct bpf *b)
{
	(void)b;
}
