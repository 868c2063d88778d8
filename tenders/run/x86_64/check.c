// SPDX-License-Identifier: ISC
/* What the library kernel needs of an x86_64 host, and must know of it. */
#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "lib/err.h"
#include "tenders/run/isa.h"

const uint16_t isa_elf_machine = EM_X86_64;
const unsigned long isa_sigsys_flags;
const bool isa_masks_signals;
const char isa_vdso_clock_gettime[] = "__vdso_clock_gettime";

#define HWCAP2_FSGSBASE	2		/* <asm/hwcap2.h> */

/* x87, SSE, AVX, AVX-512 (three parts), PKRU: all but what needs permission. */
#define XFEATURES	0x2e7
#define XSAVE_LEGACY	576		/* x87 and SSE, and the header */

static sigjmp_buf no_instruction;

static void on_sigill(int sig)
{
	(void)sig;
	siglongjmp(no_instruction, 1);
}

/* Whether the host has switched the instructions on: cpuid doesn't tell. */
static bool fsgsbase_works(void)
{
	struct sigaction sa = { .sa_handler = on_sigill }, old;
	volatile bool works = false;
	uint64_t base;

	sigaction(SIGILL, &sa, &old);
	if (!sigsetjmp(no_instruction, 1)) {
		__asm__ volatile("rdfsbase %0" : "=r" (base));
		works = true;
	}
	sigaction(SIGILL, &old, NULL);
	return works;
}

static uint64_t xcr0(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return (uint64_t)high << 32 | low;
}

/* Sub-leaf n of leaf 13 has size and offset of the n-th feature's part. */
static uint32_t xsave_size(uint64_t features)
{
	uint32_t size, offset, c, d, end = XSAVE_LEGACY;

	for (uint32_t n = 2; n < 63; n++) {
		if (!(features >> n & 1))
			continue;
		__cpuid_count(13, n, size, offset, c, d);
		if (size + offset > end)
			end = size + offset;
	}
	return end;
}

/* Hypervisors that have this leaf say how fast the counter is. */
static uint64_t tsc_khz_of_hypervisor(void)
{
	uint32_t a, b, c, d;

	__cpuid(1, a, b, c, d);
	if (!(c >> 31))
		return 0;
	__cpuid(0x40000000, a, b, c, d);
	if (a < 0x40000010 || a > 0x400000ff)
		return 0;
	__cpuid(0x40000010, a, b, c, d);
	return a;
}

static uint64_t tsc_khz_of_cpu(void)
{
	uint32_t denominator, numerator, crystal, d;

	if (!__get_cpuid_count(21, 0, &denominator, &numerator, &crystal, &d) ||
	    !denominator || !numerator || !crystal)
		return 0;
	return (uint64_t)crystal * numerator / denominator / 1000;
}

int isa_check(struct nabla_boot_isa *isa, struct err *e)
{
	uint32_t a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
		return err_set(e, ENOTSUP, "the processor has no XSAVE");
	if (!fsgsbase_works())
		return err_set(e, ENOTSUP, "the processor's FSGSBASE "
			       "instructions don't work here");
	isa->xfeatures = xcr0() & XFEATURES;
	isa->xsave_size = xsave_size(isa->xfeatures);
	if (isa->hwcap2 & HWCAP2_FSGSBASE)
		isa->flags |= NABLA_X86_FSGSBASE;
	isa->tsc_khz = tsc_khz_of_hypervisor();
	if (!isa->tsc_khz)
		isa->tsc_khz = tsc_khz_of_cpu();
	return 0;
}

int isa_check_image(struct nabla_boot_isa *isa, const struct ram *ram,
		    const struct nabla_image *image, struct err *e)
{
	(void)isa, (void)ram, (void)image, (void)e;
	return 0;
}
