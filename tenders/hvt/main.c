// SPDX-License-Identifier: ISC
/*
 * solo5-hvt: the tender that runs a unikernel in a virtual machine of KVM's.
 * One thread: it runs the guest's processor, and serves the hypercalls by which
 * the guest leaves it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "lib/version.h"
#include "tenders/hvt/hvt.h"

static const struct stage {
	const char *doing;
	int (*run)(struct hvt *t, struct err *e);
} stages[] = {
	{ "directing signals",		signals_prepare },
	{ "opening the unikernel",	kernel_open },
	{ "attaching devices",		devices_open },
	{ "preparing to wait",		waiting_prepare },
	{ "creating the machine",	machine_create },
	{ "creating guest memory",	memory_create },
	{ "loading the unikernel",	kernel_load },
	{ "writing the boot data",	boot_write },
	{ "preparing a core file",	core_prepare },
	{ "waiting for a debugger",	gdb_prepare },
	{ "closing descriptors",	descriptors_close },
	{ "compiling the filter",	filter_compile },
	{ "installing the filter",	filter_install },
	{ NULL, NULL },
};

static int take_gdb(struct options *o, const char *value, struct err *e)
{
	(void)value;
	(void)e;
	o->gdb = true;
	return 0;
}

static int take_gdb_port(struct options *o, const char *value, struct err *e)
{
	uint64_t v;

	if (str_u64(value, 10, 1, UINT16_MAX, &v) < 0)
		return err_set(e, EINVAL, "--gdb-port=%s: no port number",
			       value);
	o->gdb_port = (uint16_t)v;
	return 0;
}

static int take_dumpcore(struct options *o, const char *value, struct err *e)
{
	if (!value[0])
		return err_set(e, EINVAL, "--dumpcore=: a folder is missing");
	o->dumpcore = value;
	return 0;
}

static const struct option_form own[] = {
	{ "--gdb",		take_gdb },
	{ "--gdb-port=",	take_gdb_port },
	{ "--dumpcore=",	take_dumpcore },
	{ NULL, NULL },
};

static const struct option_set options = {
	.program = "solo5-hvt",
	.usage =
	"  --files:TAG=@FD        a gofer's stream, for the library kernel\n"
	"  --control:NAME=@FD     the relay's messages, likewise\n"
	"  --gdb                  wait for a debugger on 127.0.0.1 and obey it\n"
	"  --gdb-port=PORT        where it connects (1234)\n"
	"  --dumpcore=FOLDER      leave a core file there if the guest aborts\n",
	.mem_max_mb = HVT_MEM_MAX >> 20,
	.own = own,
	.channels = true,
};

/* Not on the stack: it is large. */
static struct hvt hvt = { .corefd = -1, .coredir = -1 };

void tell(const char *fmt, ...)
{
	char text[sizeof(((struct err *)0)->text) + 80];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		fd_write_full(STDERR_FILENO, text, (size_t)n < sizeof(text) ?
			      (size_t)n : sizeof(text) - 1);
}

static int fail(const char *doing, const struct err *e)
{
	tell("solo5-hvt: %s: %s\n", doing, e->text);
	return 1;
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	int status;

	if (options_parse(&hvt.opt, &options, argc, argv, &e) < 0)
		return fail("command line", &e);
	if (hvt.opt.action == HELP)
		options_help(&options);
	if (hvt.opt.action == VERSION)
		printf("solo5-hvt %s (ABI %d)\n", NABLA_VERSION,
		       HVT_ABI_VERSION);
	if (hvt.opt.action != RUN)
		return fflush(stdout) || ferror(stdout);
	for (const struct stage *s = stages; s->run; s++)
		if (s->run(&hvt, &e) < 0)
			return fail(s->doing, &e);
	status = guest_run(&hvt, &e);
	return status < 0 ? fail("running the guest", &e) : status;
}
