// SPDX-License-Identifier: GPL-2.0-only
/* What the tender tells of the machine, and the plainest of what it offers. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <asm/hypercall.h>
#include <asm/machine_isa.h>
#include <asm/platform.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/vdso/counter_isa.h>
#include <nabla/exit.h>

struct nabla_machine nabla_machine __ro_after_init;
const struct mft *nabla_mft __ro_after_init;
const struct nabla_hvt *nabla_baked __ro_after_init;
/* Physical; head.S puts it here. */
unsigned long nabla_boot_info __ro_after_init;

static u64 counter_hz __ro_after_init;
static u64 counter_start __ro_after_init;
static u64 counter_mult __ro_after_init;	/* nanoseconds in one, in 2^-32 */

#define SEED_LONGS	8
static unsigned long seed[SEED_LONGS] __initdata;

void nabla_puts(const char *text, size_t len)
{
	struct hvt_puts puts = { .data = __pa(text), .len = len };

	nabla_hypercall(HVT_PUTS, &puts);
}

void nabla_early_write(const char *text, unsigned int len)
{
	nabla_puts(text, len);
}

void __noreturn nabla_exit(int status)
{
	struct hvt_halt halt = { .exit_status = status };

	for (;;)
		nabla_hypercall(HVT_HALT, &halt);
}

u32 nabla_offered(void)
{
	const struct hvt_boot_info *info = __va(nabla_boot_info);

	return info->host_features;
}

/* Before there is a console: one line, and the status of a panic. */
static void __init refuse(const char *why)
{
	nabla_puts(why, strlen(why));
	nabla_exit(NABLA_EXIT_PANIC);
}

static void __init start_clock(u64 hz)
{
	if (!hz)
		refuse("nabla: the tender does not tell the counter's frequency\n");
	counter_hz = hz;
	counter_mult = div64_u64((u64)NSEC_PER_SEC << 32, hz);
	counter_start = nabla_read_counter();
}

/* There is no host to ask for random numbers. */
static void __init gather_seed(void)
{
	unsigned int i;

	for (i = 0; i < SEED_LONGS; i++)
		if (!nabla_isa_random(&seed[i]))
			refuse("nabla: this machine has no random numbers\n");
}

/* The tender maps it read-only: none of its pages may become memory. */
static void __init find_baked(void)
{
	unsigned long at = PAGE_ALIGN(__pa(_end)), size;

	nabla_baked = __va(at);
	if (nabla_baked->magic != NABLA_HVT_MAGIC)
		refuse("nabla: nothing is baked into this kernel\n");
	if (nabla_baked->version != NABLA_HVT_VERSION)
		refuse("nabla: what is baked is for another kernel\n");
	size = sizeof(*nabla_baked) + nabla_baked->config_size;
	memblock_reserve(at, PAGE_ALIGN(size));
	nabla_machine.config = at + sizeof(*nabla_baked);
	nabla_machine.config_size = nabla_baked->config_size;
}

void __init nabla_platform_start(void)
{
	const struct hvt_boot_info *info = __va(nabla_boot_info);

	if (info->mem_size > HVT_MEM_MAX)
		refuse("nabla: more than 4 GB of memory\n");
	if (strlen(__va(info->cmdline)) >= COMMAND_LINE_SIZE / 2)
		refuse("nabla: the command line is too long\n");
	start_clock(info->cpu_cycle_freq);
	gather_seed();
	nabla_machine.ram_size = info->mem_size & PAGE_MASK;
	nabla_machine.cmdline = __va(info->cmdline);
	nabla_machine.seed = seed;
	nabla_machine.seed_size = sizeof(seed);
	nabla_mft = __va(info->mft);
	find_baked();
	nabla_isa_machine(&nabla_machine);
}

void __init nabla_platform_init(void)
{
}

u64 notrace nabla_counter(void)
{
	return nabla_read_counter();
}

u64 nabla_counter_hz(void)
{
	return counter_hz;
}

u64 notrace nabla_clock(void)
{
	return mul_u64_u64_shr(nabla_read_counter() - counter_start,
			       counter_mult, 32);
}

u64 nabla_wall_clock(void)
{
	struct hvt_walltime now;

	nabla_hypercall(HVT_WALLTIME, &now);
	return now.nsecs;
}
