// SPDX-License-Identifier: ISC
/* What is x86_64's own. */
#include <asm/prctl.h>
#include <elf.h>
#include <linux/audit.h>
#include <sys/syscall.h>

#include "tenders/common/rules.h"
#include "tenders/spt/spt.h"

const uint16_t isa_elf_machine = EM_X86_64;
const uint32_t isa_audit_arch = AUDIT_ARCH_X86_64;

/* Thread-local storage: the guest's base, wherever it likes. */
void isa_filter(struct bpf *b)
{
	struct rules r = rules_begin(b, SYS_arch_prctl);

	rules_allow_if(b, 0, ARCH_SET_FS);
	rules_end(b, r);
}
