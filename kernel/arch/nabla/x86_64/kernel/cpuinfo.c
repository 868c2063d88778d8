// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/cpuinfo, in the words and the layout of x86 that programs parse.
 *
 * Invariant: a flag is shown only if a program can use what it names, or if it
 * merely identifies the processor; what is for kernels alone is left out of all
 * but the oldest words, and so is what this kernel does not switch or allow.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/math.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <asm/elf.h>
#include <asm/fpu.h>
#include <asm/platform.h>

#define HWCAP2_FSGSBASE		2	/* AT_HWCAP2 */
#define XFEATURE_YMM		0x04
#define XFEATURE_ZMM		0xe0

enum { EAX, EBX, ECX, EDX };

struct word {
	u32 leaf, subleaf, reg;
	const char *names[32];
};

/* In the order in which they are shown. */
static const struct word words[] = {
	{ 1, 0, EDX, {
		"fpu", "vme", "de", "pse", "tsc", "msr", "pae", "mce",
		"cx8", "apic", NULL, "sep", "mtrr", "pge", "mca", "cmov",
		"pat", "pse36", "pn", "clflush", NULL, "dts", "acpi", "mmx",
		"fxsr", "sse", "sse2", "ss", "ht", "tm", "ia64", "pbe" } },
	{ 0x80000001, 0, EDX, {
		[11] = "syscall", [19] = "mp", [20] = "nx", [22] = "mmxext",
		[25] = "fxsr_opt", [26] = "pdpe1gb", [27] = "rdtscp",
		[29] = "lm", [30] = "3dnowext", [31] = "3dnow" } },
	/* That the time-stamp counter is invariant goes by two names. */
	{ 0x80000007, 0, EDX, { [8] = "constant_tsc nonstop_tsc" } },
	{ 1, 0, ECX, {
		[0] = "pni", [1] = "pclmulqdq", [9] = "ssse3", [12] = "fma",
		[13] = "cx16", [19] = "sse4_1", [20] = "sse4_2",
		[22] = "movbe", [23] = "popcnt", [25] = "aes", [26] = "xsave",
		[28] = "avx", [29] = "f16c", [30] = "rdrand",
		[31] = "hypervisor" } },
	{ 0x80000001, 0, ECX, {
		[0] = "lahf_lm", [1] = "cmp_legacy", [5] = "abm",
		[6] = "sse4a", [7] = "misalignsse", [8] = "3dnowprefetch",
		[11] = "xop", [16] = "fma4", [17] = "tce", [21] = "tbm",
		[22] = "topoext" } },
	{ 7, 0, EBX, {
		[0] = "fsgsbase", [3] = "bmi1", [4] = "hle", [5] = "avx2",
		[8] = "bmi2", [9] = "erms", [11] = "rtm", [16] = "avx512f",
		[17] = "avx512dq", [18] = "rdseed", [19] = "adx",
		[21] = "avx512ifma", [23] = "clflushopt", [24] = "clwb",
		[26] = "avx512pf", [27] = "avx512er", [28] = "avx512cd",
		[29] = "sha_ni", [30] = "avx512bw", [31] = "avx512vl" } },
	{ 0xd, 1, EAX, {
		[0] = "xsaveopt", [1] = "xsavec", [2] = "xgetbv1" } },
	{ 7, 1, EAX, { [4] = "avx_vnni", [5] = "avx512_bf16" } },
	{ 0x80000008, 0, EBX, {
		[0] = "clzero", [2] = "xsaveerptr", [4] = "rdpru" } },
	{ 7, 0, ECX, {
		[1] = "avx512vbmi", [5] = "waitpkg", [6] = "avx512_vbmi2",
		[8] = "gfni", [9] = "vaes", [10] = "vpclmulqdq",
		[11] = "avx512_vnni", [12] = "avx512_bitalg",
		[14] = "avx512_vpopcntdq", [22] = "rdpid", [25] = "cldemote",
		[27] = "movdiri", [28] = "movdir64b" } },
	{ 7, 0, EDX, {
		[2] = "avx512_4vnniw", [3] = "avx512_4fmaps", [4] = "fsrm",
		[8] = "avx512_vp2intersect", [14] = "serialize",
		[16] = "tsxldtrk", [23] = "avx512_fp16" } },
};

static void cpuid(u32 leaf, u32 subleaf, u32 r[4])
{
	asm volatile("cpuid"
		     : "=a" (r[EAX]), "=b" (r[EBX]), "=c" (r[ECX]), "=d" (r[EDX])
		     : "a" (leaf), "c" (subleaf));
}

/* All zero where there is no such leaf; the processor would give another's. */
static void cpuid_if_known(u32 leaf, u32 subleaf, u32 r[4])
{
	u32 max[4];

	cpuid(leaf & 0x80000000, 0, max);
	if (leaf <= max[EAX])
		cpuid(leaf, subleaf, r);
	else
		memset(r, 0, 4 * sizeof(r[0]));
}

static bool starts_with_any(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (str_has_prefix(name, *prefixes))
			return true;
	return false;
}

/* Without the registers, or the host's leave, the instructions fault. */
static bool usable(const char *name)
{
	static const char *const zmm[] = { "avx512", NULL };
	static const char *const ymm[] = { "avx", "f16c", "fma", "vaes",
					   "vpclmulqdq", "xop", NULL };

	if (starts_with_any(name, zmm))
		return (nabla_xfeatures & XFEATURE_ZMM) == XFEATURE_ZMM;
	if (starts_with_any(name, ymm))
		return nabla_xfeatures & XFEATURE_YMM;
	if (!strcmp(name, "fsgsbase"))
		return nabla_hwcap2 & HWCAP2_FSGSBASE;
	return true;
}

static void show_word(struct seq_file *m, const struct word *word)
{
	unsigned int bit;
	u32 r[4];

	cpuid_if_known(word->leaf, word->subleaf, r);
	for (bit = 0; bit < 32; bit++)
		if (r[word->reg] & BIT(bit) && word->names[bit] &&
		    usable(word->names[bit]))
			seq_printf(m, " %s", word->names[bit]);
}

static void show_flags(struct seq_file *m)
{
	unsigned int i;

	seq_puts(m, "flags\t\t:");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		show_word(m, &words[i]);
	/* Linux's own words for what every 64-bit processor has. */
	seq_puts(m, " rep_good nopl cpuid\nbugs\t\t:\n");
}

/* What family, model and stepping come to with their extension fields. */
static void show_signature(struct seq_file *m, u32 eax, const char *name)
{
	unsigned int family = eax >> 8 & 0xf, model = eax >> 4 & 0xf;

	if (family == 0xf)
		family += eax >> 20 & 0xff;
	if (family >= 6)
		model |= eax >> 12 & 0xf0;
	seq_printf(m, "cpu family\t: %u\nmodel\t\t: %u\n", family, model);
	seq_printf(m, "model name\t: %s\nstepping\t: %u\n", name, eax & 0xf);
}

static void show_names(struct seq_file *m)
{
	u32 r[4], name[13] = { };	/* 48 characters and a NUL */
	char vendor[13] = "";

	cpuid(0, 0, r);
	memcpy(vendor, &r[EBX], 4);
	memcpy(vendor + 4, &r[EDX], 4);
	memcpy(vendor + 8, &r[ECX], 4);
	cpuid_if_known(0x80000002, 0, name);
	cpuid_if_known(0x80000003, 0, name + 4);
	cpuid_if_known(0x80000004, 0, name + 8);
	seq_printf(m, "vendor_id\t: %s\n", vendor);
	cpuid(1, 0, r);
	show_signature(m, r[EAX], name[0] ? strim((char *)name) : "unknown");
}

/* In kHz; 0 if neither the tender nor the processor knows. */
static u64 tsc_khz(void)
{
	u32 r[4];

	if (nabla_machine.isa.tsc_khz)
		return nabla_machine.isa.tsc_khz;
	cpuid_if_known(0x16, 0, r);
	return (r[EAX] & 0xffff) * 1000;
}

/* Intel lists its caches, the last being the largest; AMD shows its L2. */
static unsigned int cache_kb(void)
{
	unsigned int i, kb = 0;
	u32 r[4];

	for (i = 0; i < 8; i++) {
		cpuid_if_known(4, i, r);
		if (!(r[EAX] & 0x1f))
			break;
		kb = ((r[EBX] >> 22) + 1) * ((r[EBX] >> 12 & 0x3ff) + 1) *
		     ((r[EBX] & 0xfff) + 1) / 1024 * (r[ECX] + 1);
	}
	if (kb)
		return kb;
	cpuid_if_known(0x80000006, 0, r);
	return r[ECX] >> 16;
}

static void show_clock_and_cache(struct seq_file *m)
{
	u64 khz = tsc_khz();
	unsigned int kb = cache_kb();

	if (khz)
		seq_printf(m, "cpu MHz\t\t: %llu.%03llu\n", khz / 1000,
			   khz % 1000);
	if (kb)
		seq_printf(m, "cache size\t: %u KB\n", kb);
}

/* One package, a core for each virtual CPU. */
static void show_topology(struct seq_file *m, unsigned int cpu)
{
	seq_printf(m, "physical id\t: 0\nsiblings\t: %u\n", num_online_cpus());
	seq_printf(m, "core id\t\t: %u\ncpu cores\t: %u\n", cpu,
		   num_online_cpus());
	seq_printf(m, "apicid\t\t: %u\ninitial apicid\t: %u\n", cpu, cpu);
}

static void show_level(struct seq_file *m)
{
	u32 r[4];

	cpuid(0, 0, r);
	seq_printf(m, "fpu\t\t: yes\nfpu_exception\t: yes\n"
		      "cpuid level\t: %u\nwp\t\t: yes\n", r[EAX]);
}

static void show_sizes(struct seq_file *m)
{
	unsigned long bogo = loops_per_jiffy / (5000 / HZ);
	unsigned int line;
	u32 r[4];

	cpuid(1, 0, r);
	line = (r[EBX] >> 8 & 0xff) * 8;
	seq_printf(m, "bogomips\t: %lu.%02lu\n", bogo / 100, bogo % 100);
	seq_printf(m, "clflush size\t: %u\ncache_alignment\t: %u\n", line, line);
	cpuid_if_known(0x80000008, 0, r);
	seq_printf(m, "address sizes\t: %u bits physical, %u bits virtual\n",
		   r[EAX] & 0xff, r[EAX] >> 8 & 0xff);
	seq_puts(m, "power management:\n\n");
}

static int show_cpu(struct seq_file *m, void *v)
{
	unsigned int cpu = (unsigned long)v - 1;

	seq_printf(m, "processor\t: %u\n", cpu);
	show_names(m);
	show_clock_and_cache(m);
	show_topology(m, cpu);
	show_level(m);
	show_flags(m);
	show_sizes(m);
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
