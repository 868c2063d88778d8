// SPDX-License-Identifier: ISC
/*
 * nabla-run: the process tender of the library kernel.  It makes a host process
 * into the machine that the kernel expects (memory, devices, signals, a timer),
 * gives up everything else, and jumps in.  From the first guest instruction on
 * the process is untrusted: the only wall is the filter that the last stage
 * installs.  Before it does, two processes branch off: the steward, which
 * does what the guest's disks need beyond reading and writing, and the zygote,
 * which makes further processes of this one's kind.
 */
#include <stdio.h>

#include <nabla/exit.h>
#include <nabla/image.h>

#include "lib/err.h"
#include "lib/version.h"
#include "tenders/run/tender.h"

struct stage {
	const char *doing;
	int (*run)(struct tender *t, struct err *e);
};

static const struct stage stages[] = {
	{ "checking the host",		host_check },
	{ "checking the address space",	layout_check },
	{ "checking the clock",		clock_check },
	{ "opening the kernel",		kernel_open },
	{ "creating guest memory",	memory_create },
	{ "loading the kernel",		kernel_load },
	{ "loading the boot data",	payload_load },
	{ "opening the devices",	devices_open },
	{ "sharing guest memory",	memory_share },
	{ "starting the steward",	steward_start },
	{ "reserving descriptors",	members_reserve },
	{ "writing the boot data",	boot_write },
	{ "making the member area",	member_create },
	{ "compiling the filters",	filter_prepare },
	{ "closing descriptors",	descriptors_close },
	{ "giving up privileges",	process_restrict },
	{ "directing signals",		signals_direct },
	{ "starting the timer",		timer_start },
	{ "setting the terminal",	terminal_set },
	{ NULL, NULL },
};

/* Not on the stack, which the guest inherits, nor in the heap, which goes. */
static struct tender tender;

static int fail(const char *doing, const struct err *e)
{
	if (doing)
		fprintf(stderr, "nabla-run: %s: %s\n", doing, e->text);
	else
		fprintf(stderr, "nabla-run: %s\n", e->text);
	return NABLA_EXIT_TENDER;
}

static int finish_output(void)
{
	/* Of a text larger than its buffer, libc may have written some before. */
	return fflush(stdout) || ferror(stdout) ? NABLA_EXIT_TENDER : 0;
}

int main(int argc, char **argv)
{
	struct err e = { 0 };

	tender.argv = argv;
	if (options_parse(&tender.opt, argc, argv, &e) < 0)
		return fail(NULL, &e);
	if (tender.opt.action == ACTION_HELP) {
		fputs(options_usage, stdout);
		return finish_output();
	}
	if (tender.opt.action == ACTION_VERSION) {
		printf("nabla-run %s (kernel ABI %d)\n", NABLA_VERSION,
		       NABLA_ABI);
		return finish_output();
	}
	for (const struct stage *s = stages; s->run; s++)
		if (s->run(&tender, &e) < 0)
			return fail(s->doing, &e);
	enter_guest(&tender);
}
