// SPDX-License-Identifier: ISC
/*
 * The command line.  Options of the form --KIND:NAME=VALUE name devices and
 * have a parser of their own (device_option.c); getopt_long() does the rest.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <nabla/layout.h>
#include <nabla/member.h>

#include "lib/err.h"
#include "lib/str.h"
#include "tenders/run/members.h"
#include "tenders/run/options.h"

const char options_usage[] =
"usage: nabla-run [OPTIONS] KERNEL [-- ARGS]\n"
"  --mem=MB               guest memory (default: as much as the host has)\n"
"  --initrd=FILE          initial file system, a cpio archive\n"
"  --config=FILE|@FD      description of the container\n"
"  --cmdline=TEXT         command line of the library kernel\n"
"  --net:NAME=TAP|@FD[,mac=XX:XX:XX:XX:XX:XX][,mtu=BYTES]\n"
"                         network interface NAME on a tap or a packet socket\n"
"  --block:NAME=FILE|@FD[,ro][,sector=BYTES]\n"
"                         disk NAME on a file or a device\n"
"  --files:TAG=@FD        file system TAG on a file server's socket\n"
"  --control=@FD          the control socket\n"
"  --members=N            most host processes that hold address spaces (512)\n"
"  --give-back            memory that the guest frees is the host's again\n"
"  --tty                  standard input, output and error are one terminal\n"
"  --dumpable             let a debugger attach, and allow a core dump\n"
"  --version, --help      print and exit\n"
"ARGS are added to the words of the program that the configuration names.\n"
"@FD is the number of a descriptor that nabla-run inherits.\n";

enum {
	OPT_MEM = 256, OPT_INITRD, OPT_CONFIG, OPT_CMDLINE, OPT_TTY,
	OPT_DUMPABLE, OPT_MEMBERS, OPT_GIVE_BACK, OPT_VERSION, OPT_HELP,
};

static const struct option table[] = {
	{ "mem",	required_argument,	NULL, OPT_MEM },
	{ "initrd",	required_argument,	NULL, OPT_INITRD },
	{ "config",	required_argument,	NULL, OPT_CONFIG },
	{ "cmdline",	required_argument,	NULL, OPT_CMDLINE },
	{ "members",	required_argument,	NULL, OPT_MEMBERS },
	{ "tty",	no_argument,		NULL, OPT_TTY },
	{ "dumpable",	no_argument,		NULL, OPT_DUMPABLE },
	{ "give-back",	no_argument,		NULL, OPT_GIVE_BACK },
	{ "version",	no_argument,		NULL, OPT_VERSION },
	{ "help",	no_argument,		NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

int fd_option_parse(const char *s, int *fd)
{
	uint64_t v;

	if (s[0] != '@' || str_u64(s + 1, 10, 0, INT32_MAX, &v) < 0)
		return -EINVAL;
	*fd = (int)v;
	return 0;
}

static int take_mem(struct options *o, const char *s, struct err *e)
{
	uint64_t mb;

	if (str_u64(s, 10, 1, NABLA_RAM_MAX >> 20, &mb) < 0)
		return err_set(e, EINVAL, "--mem=%s: not a number from 1 to %lu", s,
			       NABLA_RAM_MAX >> 20);
	o->mem = mb << 20;
	return 0;
}

static int take_members(struct options *o, const char *s, struct err *e)
{
	uint64_t n;

	if (str_u64(s, 10, 1, NABLA_MEMBERS_MAX, &n) < 0)
		return err_set(e, EINVAL, "--members=%s: not a number from 1 "
			       "to %d", s, NABLA_MEMBERS_MAX);
	o->members = (unsigned int)n;
	return 0;
}

static int take_config(struct options *o, const char *s, struct err *e)
{
	o->config = s;
	if (s[0] == '@' && fd_option_parse(s, &o->config_fd) < 0)
		return err_set(e, EINVAL, "--config=%s: not a descriptor", s);
	return 0;
}

static int take_cmdline(struct options *o, const char *s, struct err *e)
{
	if (strlen(s) >= NABLA_CMDLINE_MAX)
		return err_set(e, E2BIG, "--cmdline: longer than %d bytes",
			       NABLA_CMDLINE_MAX - 1);
	o->cmdline = s;
	return 0;
}

static int take(struct options *o, int opt, char **argv, struct err *e)
{
	switch (opt) {
	case OPT_MEM:
		return take_mem(o, optarg, e);
	case OPT_MEMBERS:
		return take_members(o, optarg, e);
	case OPT_INITRD:
		o->initrd = optarg;
		return 0;
	case OPT_CONFIG:
		return take_config(o, optarg, e);
	case OPT_CMDLINE:
		return take_cmdline(o, optarg, e);
	case OPT_TTY:
		o->tty = true;
		return 0;
	case OPT_DUMPABLE:
		o->dumpable = true;
		return 0;
	case OPT_GIVE_BACK:
		o->give_back = true;
		return 0;
	case OPT_VERSION:
		o->action = ACTION_VERSION;
		return 0;
	case OPT_HELP:
		o->action = ACTION_HELP;
		return 0;
	case ':':
		return err_set(e, EINVAL, "%s: a value is missing",
			       argv[optind - 1]);
	}
	return err_set(e, EINVAL, "%s: no such option", argv[optind - 1]);
}

/* One option at argv[optind]: 1; the first that is none: 0. */
static int next(struct options *o, int argc, char **argv, struct err *e)
{
	int r;

	if (optind < argc) {
		r = device_option_parse(o, argv[optind], e);
		if (r) {
			optind++;
			return r;
		}
	}
	r = getopt_long(argc, argv, "+:", table, NULL);
	if (r == -1)
		return 0;
	r = take(o, r, argv, e);
	return r < 0 ? r : 1;
}

int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	int r;

	memset(o, 0, sizeof(*o));
	o->config_fd = -1;
	o->members = MEMBERS_DEFAULT;
	optind = 1;
	opterr = 0;
	do
		r = next(o, argc, argv, e);
	while (r > 0 && o->action == ACTION_RUN);
	if (r < 0 || o->action != ACTION_RUN)
		return r < 0 ? r : 0;
	if (optind >= argc)
		return err_set(e, EINVAL, "no KERNEL given (see --help)");
	o->kernel = argv[optind++];
	if (optind < argc && strcmp(argv[optind], "--"))
		return err_set(e, EINVAL, "%s: arguments follow after --",
			       argv[optind]);
	o->args = argv + optind + (optind < argc);
	return 0;
}
