// SPDX-License-Identifier: ISC
/* The x86_64 side of the last stage, and of the filter. */
#include <asm/prctl.h>
#include <linux/audit.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <nabla/layout.h>

#include "tenders/run/filter.h"
#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/x86_64/gate.h"

#define UC_REG(name)	offsetof(ucontext_t, uc_mcontext.gregs[REG_##name])

_Static_assert(UC_REG(RDI) == UC_DI && UC_REG(RDX) == UC_DX &&
	       UC_REG(RAX) == UC_AX && UC_REG(RSP) == UC_SP &&
	       UC_REG(RIP) == UC_IP, "for gate.S");

const uint32_t isa_audit_arch = AUDIT_ARCH_X86_64;
/* int 0x80: a program sees what a host without 32-bit programs gives it */
const uint32_t isa_audit_trapped = AUDIT_ARCH_I386;

/* Registers are restored without rt_sigreturn. */
const struct rule isa_rules[] = { { .nr = 0 } };
const size_t isa_nr_rules = 0;

uint64_t isa_sigreturn_ip(const struct nabla_boot_isa *isa)
{
	(void)isa;
	return 0;
}

/* All of a program's registers are in the signal frame. */
void isa_emit_trap(struct bpf *b)
{
	(void)b;
}

LAST long isa_call(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "+a" (nr)
			 : "D" (a), "S" (b), "d" (c), "r" (r10), "r" (r8),
			   "r" (r9)
			 : "rcx", "r11", "memory");
	return nr;
}

/* What a host that does not know FSGSBASE puts back at every switch. */
LAST void isa_leave_libc(void)
{
	isa_call(SYS_arch_prctl, ARCH_SET_FS, NABLA_LOST_FS, 0, 0, 0, 0);
	isa_call(SYS_arch_prctl, ARCH_SET_GS, NABLA_LOST_GS, 0, 0, 0, 0);
}
