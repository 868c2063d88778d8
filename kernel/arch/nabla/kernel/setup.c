// SPDX-License-Identifier: GPL-2.0-only
/* From the tender's jump to a kernel that knows its memory. */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/random.h>
#include <linux/start_kernel.h>
#include <asm/host.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <nabla/config.h>
#include <nabla/exit.h>
#include <nabla/image.h>

const struct nabla_boot *const nabla_boot =
	(const void *)(NABLA_RAM + NABLA_BOOT_PHYS);

static void early_write(struct console *con, const char *text, unsigned int len)
{
	host_write(2, text, len);
}

/* Until the console driver is up, and for whoever panics before. */
static struct console boot_console = {
	.name = "early",
	.write = early_write,
	.flags = CON_PRINTBUFFER | CON_BOOT,
	.index = -1,
};

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

/*
 * Slabs are as small as they can be without waste: fresh memory is dear, and an
 * idle container shall have little of it.
 */
static const char defaults[] __initconst = "slub_min_objects=1";

asmlinkage void __init nabla_start_kernel(void)
{
	nabla_isa_init();
	start_kernel();
}

static void __init reserve_boot_data(void)
{
	memblock_reserve(0, NABLA_KERNEL_PHYS);
	memblock_reserve(__pa(_text), _end - _text);
	if (nabla_boot->config_size)
		memblock_reserve(nabla_boot->config, nabla_boot->config_size);
	if (!nabla_boot->initrd_size)
		return;
	initrd_start = (unsigned long)__va(nabla_boot->initrd);
	initrd_end = initrd_start + nabla_boot->initrd_size;
	memblock_reserve(nabla_boot->initrd, nabla_boot->initrd_size);
}

void __init setup_arch(char **cmdline_p)
{
	check_boot_area();
	/* Ours is the default; the tender's command line may name another. */
	snprintf(boot_command_line, COMMAND_LINE_SIZE, "%s rdinit=%s %s",
		 defaults, NABLA_INIT_PATH, nabla_boot->cmdline);
	*cmdline_p = boot_command_line;
	setup_initial_init_mm(_stext, _etext, _edata, _end);
	/* The container's stderr is not ours, but to die: loglevel= has more. */
	console_loglevel = CONSOLE_LOGLEVEL_MIN;
	parse_early_param();
	register_console(&boot_console);
	nabla_panic_init();
	memblock_add(0, nabla_boot->ram_size);
	reserve_boot_data();
	nabla_memory_init();
	nabla_members_init();
	/* There is no other source of entropy before the first tick. */
	add_bootloader_randomness(nabla_boot->seed, sizeof(nabla_boot->seed));
}

void __init trap_init(void)
{
}
