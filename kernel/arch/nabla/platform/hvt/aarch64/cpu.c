// SPDX-License-Identifier: GPL-2.0-only
/* What the processor has, for programs to know; and random numbers. */
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/hypercall.h>
#include <asm/machine_isa.h>
#include <asm/platform.h>
#include <asm/sysregs.h>
#include <asm/tasks.h>
#include <uapi/asm/hwcap.h>
#include "paging.h"
#include "timer.h"

/* EL1's own stack pointer is what counts while a program runs: see entry.S. */
unsigned long nabla_stack_top;

enum id { ISAR0, ISAR1, PFR0, PFR1, MMFR2, NR_IDS };

/* Which field of 4 bits must be how much for what; @second: of HWCAP2. */
static const struct feature {
	unsigned long hwcap;
	u8 id, shift, min;
	bool second;
} features[] __initconst = {
	{ HWCAP_AES, ISAR0, 4, 1 },
	{ HWCAP_PMULL, ISAR0, 4, 2 },
	{ HWCAP_SHA1, ISAR0, 8, 1 },
	{ HWCAP_SHA2, ISAR0, 12, 1 },
	{ HWCAP_SHA512, ISAR0, 12, 2 },
	{ HWCAP_CRC32, ISAR0, 16, 1 },
	{ HWCAP_ATOMICS, ISAR0, 20, 2 },
	{ HWCAP_ASIMDRDM, ISAR0, 28, 1 },
	{ HWCAP_SHA3, ISAR0, 32, 1 },
	{ HWCAP_SM3, ISAR0, 36, 1 },
	{ HWCAP_SM4, ISAR0, 40, 1 },
	{ HWCAP_ASIMDDP, ISAR0, 44, 1 },
	{ HWCAP_ASIMDFHM, ISAR0, 48, 1 },
	{ HWCAP_FLAGM, ISAR0, 52, 1 },
	{ HWCAP2_FLAGM2, ISAR0, 52, 2, true },
	{ HWCAP2_RNG, ISAR0, 60, 1, true },
	{ HWCAP_DCPOP, ISAR1, 0, 1 },
	{ HWCAP2_DCPODP, ISAR1, 0, 2, true },
	{ HWCAP_JSCVT, ISAR1, 12, 1 },
	{ HWCAP_FCMA, ISAR1, 16, 1 },
	{ HWCAP_LRCPC, ISAR1, 20, 1 },
	{ HWCAP_ILRCPC, ISAR1, 20, 2 },
	{ HWCAP2_FRINT, ISAR1, 32, 1, true },
	{ HWCAP_SB, ISAR1, 36, 1 },
	{ HWCAP2_BF16, ISAR1, 44, 1, true },
	{ HWCAP2_DGH, ISAR1, 48, 1, true },
	{ HWCAP2_I8MM, ISAR1, 52, 1, true },
	{ HWCAP_DIT, PFR0, 48, 1 },
	{ HWCAP_SSBS, PFR1, 4, 2 },
	{ HWCAP_USCAT, MMFR2, 32, 1 },
};

#define PFR0_FP(v)		((v) >> 16 & 15)
#define PFR0_ADVSIMD(v)		((v) >> 20 & 15)
#define PFR0_NONE		15

static unsigned long __init float_features(unsigned long pfr0)
{
	unsigned long caps = 0;

	if (PFR0_FP(pfr0) != PFR0_NONE)
		caps |= HWCAP_FP | (PFR0_FP(pfr0) ? HWCAP_FPHP : 0);
	if (PFR0_ADVSIMD(pfr0) != PFR0_NONE)
		caps |= HWCAP_ASIMD | (PFR0_ADVSIMD(pfr0) ? HWCAP_ASIMDHP : 0);
	return caps;
}

/* Without what KVM gives only to who asks for it: SVE, SME, pointer authentication. */
static void __init tell_features(struct nabla_boot_isa *isa)
{
	const unsigned long id[NR_IDS] = {
		[ISAR0] = read_sysreg(id_aa64isar0_el1),
		[ISAR1] = read_sysreg(id_aa64isar1_el1),
		[PFR0] = read_sysreg(id_aa64pfr0_el1),
		[PFR1] = read_sysreg(id_aa64pfr1_el1),
		[MMFR2] = read_sysreg(id_aa64mmfr2_el1),
	};
	unsigned int i;

	isa->hwcap = float_features(id[PFR0]);
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		const struct feature *f = &features[i];

		if ((id[f->id] >> f->shift & 15) < f->min)
			continue;
		if (f->second)
			isa->hwcap2 |= f->hwcap;
		else
			isa->hwcap |= f->hwcap;
	}
}

#define ISAR0_RNDR(v)		((v) >> 60)
/* SMC Calling Convention: random numbers of whom the hypervisor takes them from. */
#define TRNG_RND64		0xc4000053
#define TRNG_BITS		64

static bool __init ask_processor(unsigned long *word)
{
	unsigned long v;
	bool ok;

	if (!ISAR0_RNDR(read_sysreg(id_aa64isar0_el1)))
		return false;
	asm volatile("mrs %0, s3_3_c2_c4_0\n"
		     "	cset %w1, ne" : "=r" (v), "=r" (ok) : : "cc");
	*word = v;
	return ok;
}

static bool __init ask_kvm(unsigned long *word)
{
	register unsigned long x0 asm("x0") = TRNG_RND64;
	register unsigned long x1 asm("x1") = TRNG_BITS;
	register unsigned long x2 asm("x2");
	register unsigned long x3 asm("x3");

	asm volatile("hvc #0"
		     : "+r" (x0), "+r" (x1), "=r" (x2), "=r" (x3) : : "memory");
	*word = x3;
	return !x0;
}

bool __init nabla_isa_random(unsigned long *word)
{
	return ask_processor(word) || ask_kvm(word);
}

void __init nabla_isa_machine(struct nabla_machine *m)
{
	nabla_protect_ram();
	tell_features(&m->isa);
	if (nabla_offered() & HVT_FEATURE_TIMER)
		nabla_timer_start();
}
