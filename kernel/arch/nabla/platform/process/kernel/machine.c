// SPDX-License-Identifier: GPL-2.0-only
/* What the tender tells of the machine, and the plainest of what it offers. */
#include <linux/init.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <asm/host.h>
#include <asm/platform.h>
#include <asm/setup.h>
#include <nabla/exit.h>
#include <nabla/image.h>

#define HOST_REALTIME	0
#define HOST_MONOTONIC	1

const struct nabla_boot *const nabla_boot =
	(const void *)(NABLA_RAM + NABLA_BOOT_PHYS);

struct nabla_machine nabla_machine __ro_after_init;

/* Before there is a console: one line, and the status of a panic. */
static void __init refuse(const char *why)
{
	host_write(2, why, strlen(why));
	host_exit(NABLA_EXIT_PANIC);
}

static void __init check_boot_area(void)
{
	if (nabla_boot->magic != NABLA_BOOT_MAGIC ||
	    nabla_boot->abi != NABLA_ABI ||
	    nabla_boot->size != sizeof(*nabla_boot))
		refuse("nabla: the boot area is of another tender\n");
	if (!nabla_boot->clock_gettime)
		refuse("nabla: the host's vDSO has no clock without a call\n");
}

void __init nabla_platform_start(void)
{
	check_boot_area();
	nabla_machine = (struct nabla_machine) {
		.ram_size = nabla_boot->ram_size,
		.initrd = nabla_boot->initrd,
		.initrd_size = nabla_boot->initrd_size,
		.config = nabla_boot->config,
		.config_size = nabla_boot->config_size,
		.vdso_clock = nabla_boot->clock_gettime,
		.cmdline = nabla_boot->cmdline,
		.seed = nabla_boot->seed,
		.seed_size = sizeof(nabla_boot->seed),
		.isa = nabla_boot->isa,
	};
}

void __init nabla_platform_init(void)
{
	nabla_members_init();
}

void nabla_early_write(const char *text, unsigned int len)
{
	host_write(2, text, len);
}

void __noreturn nabla_exit(int status)
{
	host_exit(status);
}

static u64 notrace host_clock(int id)
{
	int (*clock_gettime)(int id, s64 *ts) =
		(void *)(unsigned long)nabla_boot->clock_gettime;
	s64 ts[2];

	clock_gettime(id, ts);
	return ts[0] * NSEC_PER_SEC + ts[1];
}

u64 notrace nabla_clock(void)
{
	return host_clock(HOST_MONOTONIC);
}

u64 nabla_wall_clock(void)
{
	return host_clock(HOST_REALTIME);
}

/* The vDSO of programs calls the same function of the host's. */
u64 notrace nabla_counter(void)
{
	return host_clock(HOST_MONOTONIC);
}

u64 nabla_counter_hz(void)
{
	return NSEC_PER_SEC;
}
