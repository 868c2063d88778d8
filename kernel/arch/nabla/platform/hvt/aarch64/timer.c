// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer that our tender adds to hvt: the processor's virtual one, whose output is
 * the only thing that interrupts it.  It strikes once a tick, and programs only, since
 * the kernel runs with interrupts masked.  What comes meanwhile waits for a program
 * to run, and only when it has struck is it set anew: so an idle guest has no tick.
 */
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <asm/hypercall.h>
#include <asm/platform.h>
#include <asm/sysregs.h>
#include "timer.h"

#define CNTV_ENABLE	BIT(0)

static void set_timer(void)
{
	write_sysreg(div64_u64(nabla_counter_hz(), HZ), cntv_tval_el0);
	instruction_barrier();
}

void __init nabla_timer_start(void)
{
	set_timer();
	write_sysreg(CNTV_ENABLE, cntv_ctl_el0);
}

/*
 * There is no interrupt controller: the tender takes the interrupt away, when it next
 * sees that the timer's output is low.  Any hypercall has it look.
 */
void nabla_timer_struck(void)
{
	set_timer();
	nabla_wall_clock();
}
