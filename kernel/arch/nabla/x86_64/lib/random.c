// SPDX-License-Identifier: GPL-2.0-only
/* Asks CPUID, once, for the random number instructions. */
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <asm/archrandom.h>

#define ASKED		BIT(31)
#define LEAF1_ECX_RDRAND	BIT(30)
#define LEAF7_EBX_RDSEED	BIT(18)

static void cpuid(unsigned int leaf, unsigned int *ebx, unsigned int *ecx,
		  unsigned int *max)
{
	unsigned int eax = leaf, edx;

	*ecx = 0;
	asm volatile("cpuid"
		     : "+a" (eax), "=b" (*ebx), "+c" (*ecx), "=d" (edx));
	*max = eax;
}

static unsigned int ask(void)
{
	unsigned int max, ebx, ecx, eax, has = ASKED;

	cpuid(0, &ebx, &ecx, &max);
	if (max >= 1) {
		cpuid(1, &ebx, &ecx, &eax);
		has |= ecx & LEAF1_ECX_RDRAND ? NABLA_CPU_RDRAND : 0;
	}
	if (max >= 7) {
		cpuid(7, &ebx, &ecx, &eax);
		has |= ebx & LEAF7_EBX_RDSEED ? NABLA_CPU_RDSEED : 0;
	}
	return has;
}

unsigned int nabla_cpu_random(void)
{
	static unsigned int answer __read_mostly;

	if (!READ_ONCE(answer))
		WRITE_ONCE(answer, ask());
	return answer;
}
EXPORT_SYMBOL(nabla_cpu_random);
