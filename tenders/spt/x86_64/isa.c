// SPDX-License-Identifier: ISC
/* What is x86_64's own. */
#include <asm/prctl.h>
#include <elf.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "lib/bpf_check.h"
#include "tenders/spt/spt.h"

const uint16_t isa_elf_machine = EM_X86_64;
const uint32_t isa_audit_arch = AUDIT_ARCH_X86_64;

/* Thread-local storage: the guest's base, wherever it likes. */
void isa_filter(struct bpf *b)
{
	int fail = bpf_label(b);

	bpf_stmt(b, BPF_LD | BPF_W | BPF_ABS,
		 offsetof(struct seccomp_data, nr));
	bpf_require(b, BPF_JEQ, SYS_arch_prctl, fail);
	bpf_equal(b, bpf_arg_low(0), ARCH_SET_FS, fail);
	bpf_return(b, SECCOMP_RET_ALLOW);
	bpf_bind(b, fail);
}
