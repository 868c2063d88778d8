// SPDX-License-Identifier: ISC
/* The x86_64 side of the last stage, and of the filter. */
#include <asm/prctl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>

#include <nabla/layout.h>

#include "tenders/run/filter.h"
#include "tenders/run/isa.h"

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

#define LAST	__attribute__((no_stack_protector))

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

LAST __attribute__((noinline))
long isa_enter(const struct sock_fprog *filter, uint64_t start)
{
	long r = SYS_seccomp, op = SECCOMP_SET_MODE_FILTER, flags = 0;

	__asm__ volatile(
		"xorl	%%r10d, %%r10d\n\t"
		"syscall\n\t"
		"testq	%%rax, %%rax\n\t"
		"jnz	1f\n\t"
		"movl	%[sigprocmask], %%eax\n\t"
		"movl	%[setmask], %%edi\n\t"
		"leaq	enter_empty_mask(%%rip), %%rsi\n\t"
		"xorl	%%edx, %%edx\n\t"
		"movl	$8, %%r10d\n\t"
		"syscall\n"
		".globl	isa_enter_ip\n"
		".hidden isa_enter_ip\n"
		"isa_enter_ip:\n\t"
		"jmp	*%[start]\n"
		"1:"
		: "+a" (r), "+D" (op), "+S" (flags), "+d" (filter)
		: [start] "b" (start),
		  [sigprocmask] "i" (SYS_rt_sigprocmask),
		  [setmask] "i" (SIG_SETMASK)
		: "rcx", "r10", "r11", "memory");
	return r;
}
