// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer that our tender adds to hvt: that of the processor's local APIC, with the
 * time-stamp counter as its clock.  It strikes once a tick, and programs only, since
 * the kernel runs with interrupts disabled.  What comes meanwhile waits for a program
 * to run, and only when it has struck is it set anew: so an idle guest has no tick.
 */
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <asm/cpu_regs.h>
#include <asm/platform.h>
#include <asm/vdso/counter_isa.h>
#include "timer.h"
#include "vectors.h"

#define MSR_APIC_BASE		0x1b
#define APIC_BASE_X2APIC	BIT(10)
#define APIC_BASE_ENABLE	BIT(11)
#define MSR_TSC_DEADLINE	0x6e0
/* The APIC's registers as MSRs. */
#define MSR_X2APIC_EOI		0x80b
#define MSR_X2APIC_SPURIOUS	0x80f
#define APIC_SOFTWARE_ENABLE	BIT(8)
#define MSR_X2APIC_TIMER	0x832
#define APIC_TIMER_DEADLINE	BIT(18)

#define LEAF1_ECX_X2APIC	BIT(21)
#define LEAF1_ECX_TSC_DEADLINE	BIT(24)

/* An exit, to KVM and no further. */
static void set_timer(void)
{
	wrmsr(MSR_TSC_DEADLINE, nabla_read_counter() +
				div64_u64(nabla_counter_hz(), HZ));
}

void __init nabla_timer_start(void)
{
	const u32 needed = LEAF1_ECX_X2APIC | LEAF1_ECX_TSC_DEADLINE;

	if ((read_cpuid(1, 0).ecx & needed) != needed)
		return;
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE |
			     APIC_BASE_X2APIC);
	wrmsr(MSR_X2APIC_SPURIOUS, VECTOR_SPURIOUS | APIC_SOFTWARE_ENABLE);
	wrmsr(MSR_X2APIC_TIMER, VECTOR_TIMER | APIC_TIMER_DEADLINE);
	set_timer();
}

void nabla_timer_struck(void)
{
	wrmsr(MSR_X2APIC_EOI, 0);
	set_timer();
}
