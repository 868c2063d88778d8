// SPDX-License-Identifier: GPL-2.0-only
/* What is to be known about the processor, and /proc/cpuinfo of it. */
#include <linux/init.h>
#include <linux/seq_file.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/setup.h>

unsigned long nabla_hwcap __ro_after_init;
unsigned long nabla_hwcap2 __ro_after_init;

void __init nabla_isa_init(void)
{
	nabla_hwcap = nabla_machine.isa.hwcap;
	nabla_hwcap2 = nabla_machine.isa.hwcap2;
	nabla_fpu_init();
}
