// SPDX-License-Identifier: GPL-2.0-only
/*
 * XSAVE, or what stands for it: FXSAVE, whose area is made to look like one of x87
 * and SSE.  That is used where the processor has no AVX, and where XCR0 does not
 * keep what is written to it (a KVM that is not told of XSETBV puts its own value
 * back at the next exit).  noxsave on the command line asks for it, too: a KVM that
 * carries out ring 0 by itself knows FXSAVE only.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cpu_regs.h>
#include <asm/fpu.h>
#include <asm/machine_isa.h>
#include <asm/platform.h>

#define XFEATURES_FP_SSE	0x03
#define XFEATURE_YMM		0x04
#define XFEATURES_ZMM		0xe0
#define LEAF1_ECX_XSAVE		(1 << 26)
#define LEAF_XSAVE		0xd

#define XSAVE_HEADER		512	/* behind the FXSAVE area: xstate_bv */
#define XSAVE_MIN		576

#define OFFSET_MXCSR		24	/* before it: x87 words and pointers */
#define OFFSET_X87		32	/* 8 registers of 16 bytes */
#define OFFSET_XMM		160
#define OFFSET_XMM_END		416
#define FXSAVE_CWD		0x37f	/* x87 control word after FNINIT */

static bool have_xsave __ro_after_init;

static void xsetbv(u64 value)
{
	asm volatile("xsetbv" : : "c" (0), "a" ((u32)value),
		     "d" ((u32)(value >> 32)));
}

/* Bytes that these take, the processor's word on what is switched on aside. */
static u32 __init size_of(u32 features)
{
	u32 size = XSAVE_MIN, i;

	for (i = 2; i < 32; i++) {
		struct cpuid r = read_cpuid(LEAF_XSAVE, i);

		if (features & BIT(i))
			size = max(size, r.ebx + r.eax);
	}
	return size;
}

/* Of what there is, what is switched: see NABLA_FPU_SIZE. */
static u32 __init wanted(void)
{
	u32 features = read_cpuid(LEAF_XSAVE, 0).eax &
		       (XFEATURES_FP_SSE | XFEATURE_YMM | XFEATURES_ZMM);

	if ((features & XFEATURES_ZMM) != XFEATURES_ZMM)
		features &= ~XFEATURES_ZMM;
	return features;
}

/* The exit for CPUID is one at which XCR0 may be lost; what it says tells. */
static bool __init switch_on(u32 features)
{
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	xsetbv(features);
	if (read_cpuid(LEAF_XSAVE, 0).ebx == size_of(features))
		return true;
	write_cr4(read_cr4() & ~X86_CR4_OSXSAVE);
	return false;
}

/* Looked at below, before there are parameters; here it is kept from guest init. */
static int __init noxsave_setup(char *arg)
{
	return 0;
}
early_param("noxsave", noxsave_setup);

static bool __init refused(void)
{
	const char *at = strstr(nabla_machine.cmdline, "noxsave");

	return at && (at == nabla_machine.cmdline || at[-1] == ' ') &&
	       (!at[7] || at[7] == ' ');
}

u32 __init nabla_xsave_start(u32 *size)
{
	u32 features = wanted();

	have_xsave = (read_cpuid(1, 0).ecx & LEAF1_ECX_XSAVE) &&
		     (features & XFEATURE_YMM) && !refused() &&
		     switch_on(features);
	if (!have_xsave)
		features = XFEATURES_FP_SSE;
	*size = size_of(features);
	return features;
}

void nabla_xsave(void *area)
{
	if (have_xsave) {
		asm volatile("xsave64 (%0)" : : "r" (area),
			     "a" (nabla_xfeatures), "d" (0) : "memory");
		return;
	}
	asm volatile("fxsave64 (%0)" : : "r" (area) : "memory");
	*(u64 *)(area + XSAVE_HEADER) = XFEATURES_FP_SSE;
}

/* What xstate_bv says is in its initial state, FXRSTOR has to be given. */
static void spell_out(u8 *area, u64 xstate_bv)
{
	if (!(xstate_bv & 1)) {
		memset(area, 0, OFFSET_MXCSR);
		*(u16 *)area = FXSAVE_CWD;
		memset(area + OFFSET_X87, 0, OFFSET_XMM - OFFSET_X87);
	}
	if (!(xstate_bv & 2))
		memset(area + OFFSET_XMM, 0, OFFSET_XMM_END - OFFSET_XMM);
}

void nabla_xrstor(const void *from)
{
	u8 area[XSAVE_HEADER] __aligned(16);

	if (have_xsave) {
		asm volatile("xrstor64 (%0)" : : "r" (from),
			     "a" (nabla_xfeatures), "d" (0) : "memory");
		return;
	}
	memcpy(area, from, sizeof(area));
	spell_out(area, *(const u64 *)(from + XSAVE_HEADER));
	asm volatile("fxrstor64 (%0)" : : "r" (area) : "memory");
}
