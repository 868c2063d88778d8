// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/cpuinfo, in the words and the layout of aarch64 that programs parse.
 *
 * Invariant: the features are those of AT_HWCAP and AT_HWCAP2.
 */
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/seq_file.h>
#include <asm/elf.h>
#include <uapi/asm/hwcap.h>

/* By bit number. */
static const char *const names[] = {
	"fp", "asimd", "evtstrm", "aes", "pmull", "sha1", "sha2", "crc32",
	"atomics", "fphp", "asimdhp", "cpuid", "asimdrdm", "jscvt", "fcma",
	"lrcpc", "dcpop", "sha3", "sm3", "sm4", "asimddp", "sha512", "sve",
	"asimdfhm", "dit", "uscat", "ilrcpc", "flagm", "ssbs", "sb", "paca",
	"pacg",
};

static const char *const names2[] = {
	"dcpodp", "sve2", "sveaes", "svepmull", "svebitperm", "svesha3",
	"svesm4", "flagm2", "frint", "svei8mm", "svef32mm", "svef64mm",
	"svebf16", "i8mm", "bf16", "dgh", "rng", "bti", "mte", "ecv", "afp",
	"rpres", "mte3", "sme", "smei16i64", "smef64f64", "smei8i32",
	"smef16f32", "smeb16f32", "smef32f32", "smefa64", "wfxt", "ebf16",
	"sveebf16", "cssc", "rprfm", "sve2p1",
};

static void show_names(struct seq_file *m, const char *const *name, size_t n,
		       unsigned long caps)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (caps & BIT(i))
			seq_printf(m, " %s", name[i]);
}

/* Who made it, and what it is: the host lets programs read that. */
static u32 midr(void)
{
	unsigned long v = 0;

	if (nabla_hwcap & HWCAP_CPUID)
		asm("mrs %0, midr_el1" : "=r" (v));
	return v;
}

static int show_cpu(struct seq_file *m, void *v)
{
	unsigned long bogo = loops_per_jiffy / (5000 / HZ);
	u32 id = midr();

	seq_printf(m, "processor\t: %lu\n", (unsigned long)v - 1);
	seq_printf(m, "BogoMIPS\t: %lu.%02lu\n", bogo / 100, bogo % 100);
	seq_puts(m, "Features\t:");
	show_names(m, names, ARRAY_SIZE(names), nabla_hwcap);
	show_names(m, names2, ARRAY_SIZE(names2), nabla_hwcap2);
	seq_printf(m, "\nCPU implementer\t: 0x%02x\n", id >> 24);
	seq_puts(m, "CPU architecture: 8\n");
	seq_printf(m, "CPU variant\t: 0x%x\n", id >> 20 & 15);
	seq_printf(m, "CPU part\t: 0x%03x\n", id >> 4 & 0xfff);
	seq_printf(m, "CPU revision\t: %u\n\n", id & 15);
	return 0;
}

/* A CPU's number plus one stands for it, as NULL is the end. */
static void *cpuinfo_start(struct seq_file *m, loff_t *pos)
{
	*pos = cpumask_next(*pos - 1, cpu_online_mask);
	return *pos < nr_cpu_ids ? (void *)(unsigned long)(*pos + 1) : NULL;
}

static void *cpuinfo_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return cpuinfo_start(m, pos);
}

static void cpuinfo_stop(struct seq_file *m, void *v)
{
}

const struct seq_operations cpuinfo_op = {
	.start = cpuinfo_start,
	.next = cpuinfo_next,
	.stop = cpuinfo_stop,
	.show = show_cpu,
};
