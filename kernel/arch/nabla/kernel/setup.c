// SPDX-License-Identifier: GPL-2.0-only
/* From the first code in C to a kernel that knows its memory. */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/random.h>
#include <linux/start_kernel.h>
#include <asm/platform.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <nabla/config.h>

static void early_write(struct console *con, const char *text, unsigned int len)
{
	nabla_early_write(text, len);
}

/* Until the console driver is up, and for whoever panics before. */
static struct console boot_console = {
	.name = "early",
	.write = early_write,
	.flags = CON_PRINTBUFFER | CON_BOOT,
	.index = -1,
};

/*
 * Fresh memory is dear, and an idle container shall have little of it: slabs are
 * as small as they can be without waste, and so is the table of connections,
 * which would be sized by a memory that is mostly not there.  For a guest with
 * many there is net.netfilter.nf_conntrack_buckets.
 */
static const char defaults[] __initconst =
	"slub_min_objects=1 nf_conntrack.hashsize=4096";

asmlinkage void __init nabla_start_kernel(void)
{
	nabla_platform_start();
	nabla_isa_init();
	start_kernel();
}

static void __init reserve_boot_data(void)
{
	memblock_reserve(0, NABLA_KERNEL_PHYS);
	memblock_reserve(__pa(_text), _end - _text);
	if (nabla_machine.config_size)
		memblock_reserve(nabla_machine.config, nabla_machine.config_size);
	if (!nabla_machine.initrd_size)
		return;
	initrd_start = (unsigned long)__va(nabla_machine.initrd);
	initrd_end = initrd_start + nabla_machine.initrd_size;
	memblock_reserve(nabla_machine.initrd, nabla_machine.initrd_size);
}

void __init setup_arch(char **cmdline_p)
{
	/* Ours is the default; the tender's command line may name another. */
	snprintf(boot_command_line, COMMAND_LINE_SIZE, "%s rdinit=%s %s",
		 defaults, NABLA_INIT_PATH, nabla_machine.cmdline);
	*cmdline_p = boot_command_line;
	setup_initial_init_mm(_stext, _etext, _edata, _end);
	/* The container's stderr is not ours, but to die: loglevel= has more. */
	console_loglevel = CONSOLE_LOGLEVEL_MIN;
	parse_early_param();
	register_console(&boot_console);
	nabla_panic_init();
	memblock_add(0, nabla_machine.ram_size);
	reserve_boot_data();
	nabla_memory_init();
	nabla_platform_init();
	/* There is no other source of entropy before the first tick. */
	add_bootloader_randomness(nabla_machine.seed, nabla_machine.seed_size);
}

void __init trap_init(void)
{
}
