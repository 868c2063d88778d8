// SPDX-License-Identifier: ISC
/*
 * solo5-spt: the process tender.  It makes a host process into the machine that
 * a unikernel expects: memory from 64 KB up, descriptors for its devices, and a
 * filter that lets through what they take.  Then it jumps in.
 */
#include <stdio.h>

#include "lib/err.h"
#include "lib/version.h"
#include "tenders/spt/spt.h"

/* Below 128 TB less what the tender, its stack and the host need. */
#define MEM_MAX_MB	(1ULL << 24)

static const struct stage {
	const char *doing;
	int (*run)(struct spt *t, struct err *e);
} stages[] = {
	{ "checking the host",		host_check },
	{ "opening the unikernel",	kernel_open },
	{ "attaching devices",		devices_open },
	{ "preparing to wait",		waiting_prepare },
	{ "creating guest memory",	memory_create },
	{ "loading the unikernel",	kernel_load },
	{ "writing the boot data",	boot_write },
	{ "compiling the filter",	filter_compile },
	{ "closing descriptors",	descriptors_close },
	{ "installing the filter",	filter_install },
	{ NULL, NULL },
};

static int take_exec_heap(struct options *o, const char *value, struct err *e)
{
	(void)value;
	(void)e;
	o->exec_heap = true;
	return 0;
}

static const struct option_form own[] = {
	{ "--x-exec-heap",	take_exec_heap },
	{ NULL, NULL },
};

static const struct option_set options = {
	.program = "solo5-spt",
	.usage = "  --x-exec-heap          let the unikernel execute its heap\n",
	.mem_max_mb = MEM_MAX_MB,
	.own = own,
};

/* Not on the stack: it is large. */
static struct spt spt;

static int fail(const char *doing, const struct err *e)
{
	fprintf(stderr, "solo5-spt: %s: %s\n", doing, e->text);
	return 1;
}

int main(int argc, char **argv)
{
	struct err e = { 0 };

	if (options_parse(&spt.opt, &options, argc, argv, &e) < 0)
		return fail("command line", &e);
	if (spt.opt.action == HELP)
		options_help(&options);
	if (spt.opt.action == VERSION)
		printf("solo5-spt %s (ABI %d)\n", NABLA_VERSION,
		       SPT_ABI_VERSION);
	if (spt.opt.action != RUN)
		return fflush(stdout) || ferror(stdout);
	for (const struct stage *s = stages; s->run; s++)
		if (s->run(&spt, &e) < 0)
			return fail(s->doing, &e);
	isa_enter(spt.kernel.file.head.e_entry, spt.opt.mem, SPT_BOOT_INFO);
}
