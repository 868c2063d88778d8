// SPDX-License-Identifier: ISC
/* The aarch64 side of the last stage, and of the filter. */
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <nabla/isa/trap.h>

#include "lib/bpf_check.h"
#include "tenders/run/filter.h"
#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/aarch64/gate.h"

#define UC_REG(field)	offsetof(ucontext_t, uc_mcontext.field)

_Static_assert(UC_REG(regs[0]) == UC_X0 && UC_REG(regs[2]) == UC_X2 &&
	       UC_REG(sp) == UC_SP && UC_REG(pc) == UC_PC, "for gate.S");

const uint32_t isa_audit_arch = AUDIT_ARCH_AARCH64;
/* A 64-bit process has no way into 32-bit state. */
const uint32_t isa_audit_trapped = 0;

const struct rule isa_rules[] = {
	/* Its frame is in guest memory: nothing about it can be checked. */
	{ SITE_SIGRETURN, SYS_rt_sigreturn,
	  "restores an arbitrary instruction's state (SVE, BTYPE, flags)",
	  { { .op = CHECK_END } } },
};
const size_t isa_nr_rules = sizeof(isa_rules) / sizeof(isa_rules[0]);

uint64_t isa_sigreturn_ip(const struct nabla_boot_isa *isa)
{
	return isa->sigreturn_ip;
}

/* The low half is what the host looks at. */
static void emit_lost(struct bpf *b, uint16_t value)
{
	int other = bpf_label(b), negative = bpf_label(b);

	bpf_stmt(b, BPF_LD | BPF_W | BPF_ABS, bpf_arg_low(0));
	bpf_require(b, BPF_JEQ, -(uint32_t)value, other);
	bpf_stmt(b, BPF_LD | BPF_W | BPF_ABS, bpf_arg_low(0) + 4);
	bpf_require(b, BPF_JEQ, 0, negative);
	bpf_return(b, SECCOMP_RET_TRAP | NABLA_LOST_ZERO | value);
	bpf_bind(b, negative);
	bpf_return(b, SECCOMP_RET_TRAP | value);
	bpf_bind(b, other);
}

void isa_emit_trap(struct bpf *b)
{
	emit_lost(b, NABLA_LOST_NOHAND);
	emit_lost(b, NABLA_LOST_BLOCK);
}

LAST long isa_call(long nr, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc	#0"
			 : "+r" (x0)
			 : "r" (x8), "r" (x1), "r" (x2), "r" (x3), "r" (x4),
			   "r" (x5)
			 : "memory");
	return x0;
}

LAST void isa_leave_libc(void)
{
	__asm__ volatile("msr	tpidr_el0, xzr");
}
