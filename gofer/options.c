// SPDX-License-Identifier: ISC
#include "gofer/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"

#define TIMEOUT_MS	1000		/* unless told otherwise */
#define TIMEOUT_MS_MAX	86400000

const char options_usage[] =
"usage: nabla-gofer --fd=N [OPTIONS] DIRECTORY\n"
"       nabla-gofer [OPTIONS] DIRECTORY -- COMMAND [ARGUMENTS]\n"
"  --fd=N           serve on this socket, one end of a socketpair\n"
"  --ro             read-only\n"
"  --timeout=MS     how long the guest may believe names and attributes (1000)\n"
"  --ready=N        write a byte to this descriptor when confined\n"
"  --proc=N         a descriptor of /proc, if there is none where it starts\n"
"  --namespace      in a mount namespace with nothing else in it\n"
"  --own=NAME       the mount at NAME is this guest's alone: so are its locks\n"
"  --version, --help\n"
"COMMAND is executed with the other end of a new socketpair, whose number is put\n"
"in place of each FD behind an @ in its arguments: --files:root=@FD\n";

enum {
	OPT_FD = 256, OPT_RO, OPT_TIMEOUT, OPT_READY, OPT_PROC, OPT_NAMESPACE,
	OPT_OWN, OPT_VERSION, OPT_HELP,
};

static const struct option table[] = {
	{ "fd",		required_argument,	NULL, OPT_FD },
	{ "ro",		no_argument,		NULL, OPT_RO },
	{ "timeout",	required_argument,	NULL, OPT_TIMEOUT },
	{ "ready",	required_argument,	NULL, OPT_READY },
	{ "proc",	required_argument,	NULL, OPT_PROC },
	{ "namespace",	no_argument,		NULL, OPT_NAMESPACE },
	{ "own",	required_argument,	NULL, OPT_OWN },
	{ "version",	no_argument,		NULL, OPT_VERSION },
	{ "help",	no_argument,		NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int take_fd(const char *name, const char *s, int *fd, struct err *e)
{
	uint64_t v;

	if (str_u64(s, 10, STDERR_FILENO + 1, INT32_MAX, &v) < 0 ||
	    !fd_is_open((int)v))
		return err_set(e, EBADF, "--%s=%s: no open descriptor above 2",
			       name, s);
	*fd = (int)v;
	return 0;
}

static int take_timeout(struct options *o, const char *s, struct err *e)
{
	uint64_t ms;

	if (str_u64(s, 10, 0, TIMEOUT_MS_MAX, &ms) < 0)
		return err_set(e, EINVAL, "--timeout=%s: not a number from 0 to "
			       "%d", s, TIMEOUT_MS_MAX);
	o->timeout = (double)ms / 1000;
	return 0;
}

static int take(struct options *o, int opt, char **argv, struct err *e)
{
	switch (opt) {
	case OPT_FD:
		return take_fd("fd", optarg, &o->socket, e);
	case OPT_READY:
		return take_fd("ready", optarg, &o->ready, e);
	case OPT_PROC:
		return take_fd("proc", optarg, &o->proc, e);
	case OPT_TIMEOUT:
		return take_timeout(o, optarg, e);
	case OPT_RO:
		o->read_only = true;
		return 0;
	case OPT_NAMESPACE:
		o->namespace = true;
		return 0;
	case OPT_OWN:
		o->own = optarg;
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

static int take_rest(struct options *o, int argc, char **argv, struct err *e)
{
	if (optind >= argc)
		return err_set(e, EINVAL, "no DIRECTORY given (see --help)");
	o->directory = argv[optind++];
	if (optind < argc && strcmp(argv[optind++], "--"))
		return err_set(e, EINVAL, "%s: a command follows after --",
			       argv[optind - 1]);
	if (optind < argc)
		o->command = argv + optind;
	if (!o->command == (o->socket < 0))
		return err_set(e, EINVAL, "either --fd or a command, please "
			       "(see --help)");
	return 0;
}

int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	int opt, r = 0;

	*o = (struct options) {
		.socket = -1, .ready = -1, .proc = -1,
		.timeout = TIMEOUT_MS / 1000.0,
	};
	optind = 1;
	opterr = 0;
	while (!r && o->action == ACTION_SERVE &&
	       (opt = getopt_long(argc, argv, "+:", table, NULL)) != -1)
		r = take(o, opt, argv, e);
	if (r < 0 || o->action != ACTION_SERVE)
		return r;
	return take_rest(o, argc, argv, e);
}
