// SPDX-License-Identifier: GPL-2.0-only
/* What is to be known about the processor. */
#include <linux/bits.h>
#include <linux/init.h>
#include <asm/elf.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <uapi/asm/hwcap.h>

unsigned long nabla_hwcap __ro_after_init;
unsigned long nabla_hwcap2 __ro_after_init;
unsigned int nabla_sve_vl __ro_after_init;

/*
 * A host that is newer than this kernel knows more, and some of that has state which
 * nobody here would save (SME2, guarded stacks, permission overlays).
 */
#define HWCAP_KNOWN	GENMASK(31, 0)		/* up to PACG */
#define HWCAP2_KNOWN	GENMASK(35, 0)		/* up to RPRFM */

/* Landing pads and tags need flags of mappings, SME needs more saved registers. */
#define HWCAP2_NOT_HERE							\
	(HWCAP2_BTI | HWCAP2_MTE | HWCAP2_MTE3 | HWCAP2_SME |		\
	 HWCAP2_SME_I16I64 | HWCAP2_SME_F64F64 | HWCAP2_SME_I8I32 |	\
	 HWCAP2_SME_F16F32 | HWCAP2_SME_B16F32 | HWCAP2_SME_F32F32 |	\
	 HWCAP2_SME_FA64)

#define HWCAP2_OF_SVE							\
	(HWCAP2_SVE2 | HWCAP2_SVEAES | HWCAP2_SVEPMULL |		\
	 HWCAP2_SVEBITPERM | HWCAP2_SVESHA3 | HWCAP2_SVESM4 |		\
	 HWCAP2_SVEI8MM | HWCAP2_SVEF32MM | HWCAP2_SVEF64MM |		\
	 HWCAP2_SVEBF16 | HWCAP2_SVE_EBF16)

/* Bytes in a vector; the instruction exists only with SVE. */
static unsigned long __init sve_length(void)
{
	unsigned long length;

	asm volatile(".arch_extension sve\n"
		     "rdvl	%0, #1\n"
		     ".arch_extension nosve" : "=r" (length));
	return length;
}

void __init nabla_isa_init(void)
{
	nabla_hwcap = nabla_machine.isa.hwcap & HWCAP_KNOWN;
	nabla_hwcap2 = nabla_machine.isa.hwcap2 & HWCAP2_KNOWN & ~HWCAP2_NOT_HERE;
	if (nabla_hwcap & HWCAP_SVE)
		nabla_sve_vl = sve_length();
	if (nabla_sve_vl > NABLA_SVE_VL_MAX) {
		nabla_hwcap &= ~HWCAP_SVE;
		nabla_hwcap2 &= ~HWCAP2_OF_SVE;
	}
	/* The host answers reads of ID registers, and would tell the rest. */
	if (nabla_hwcap != nabla_machine.isa.hwcap ||
	    nabla_hwcap2 != nabla_machine.isa.hwcap2)
		nabla_hwcap &= ~HWCAP_CPUID;
}
