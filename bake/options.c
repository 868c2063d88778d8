// SPDX-License-Identifier: ISC
/* The command line of nabla-bake. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <nabla/layout.h>

#include "bake/options.h"
#include "lib/err.h"
#include "lib/str.h"

const char options_usage[] =
"usage: nabla-bake --program=FILE[:PATH] [OPTIONS] -o OUT [-- ARGS]\n"
"       nabla-bake --root=DIR [OPTIONS] -o OUT -- PROGRAM [ARGS]\n"
"  --program=FILE[:PATH]  this program, as PATH, and the libraries it needs\n"
"  --add=FILE[:PATH]      with it a file or folder\n"
"  --root=DIR             all of a root file system\n"
"  -o, --output=OUT       the image that is made\n"
"  --target=TARGET        what starts it: process (nabla-run, default), hvt\n"
"                         (solo5-hvt)\n"
"  --kernel=FILE          library kernel (default: the one that is installed)\n"
"  --compress=HOW         lz4hc (default), lz4, none\n"
"  --read-only            / can't be written to\n"
"  --env=NAME=VALUE       a variable of the environment\n"
"  --cwd=DIR              working directory (/)\n"
"  --user=UID[:GID]       user and group (0:0)\n"
"  --hostname=NAME        host name (nabla)\n"
"  --mem=MB               guest memory, unless nabla-run is told otherwise\n"
"  --net=NAME[=ADDRESS/PREFIX[,GATEWAY]]\n"
"                         a network interface that it needs\n"
"  --files=TAG            for hvt: a gofer's files, as nablafs of that tag\n"
"  --version, --help      print and exit\n";

enum {
	OPT_ROOT = 256, OPT_PROGRAM, OPT_ADD, OPT_KERNEL, OPT_COMPRESS,
	OPT_READ_ONLY, OPT_ENV, OPT_CWD, OPT_USER, OPT_HOSTNAME, OPT_MEM,
	OPT_NET, OPT_TARGET, OPT_FILES, OPT_VERSION, OPT_HELP,
};

static const struct option table[] = {
	{ "root",	required_argument,	NULL, OPT_ROOT },
	{ "program",	required_argument,	NULL, OPT_PROGRAM },
	{ "add",	required_argument,	NULL, OPT_ADD },
	{ "output",	required_argument,	NULL, 'o' },
	{ "kernel",	required_argument,	NULL, OPT_KERNEL },
	{ "compress",	required_argument,	NULL, OPT_COMPRESS },
	{ "read-only",	no_argument,		NULL, OPT_READ_ONLY },
	{ "env",	required_argument,	NULL, OPT_ENV },
	{ "cwd",	required_argument,	NULL, OPT_CWD },
	{ "user",	required_argument,	NULL, OPT_USER },
	{ "hostname",	required_argument,	NULL, OPT_HOSTNAME },
	{ "mem",	required_argument,	NULL, OPT_MEM },
	{ "net",	required_argument,	NULL, OPT_NET },
	{ "target",	required_argument,	NULL, OPT_TARGET },
	{ "files",	required_argument,	NULL, OPT_FILES },
	{ "version",	no_argument,		NULL, OPT_VERSION },
	{ "help",	no_argument,		NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int bad(const char *option, const char *value, struct err *e)
{
	return err_set(e, EINVAL, "--%s=%s: not a good value", option, value);
}

static int take_compress(struct options *o, const char *s, struct err *e)
{
	o->compress = s;
	if (!strcmp(s, "none"))
		o->compress = NULL;
	else if (strcmp(s, "lz4") && strcmp(s, "lz4hc"))
		return bad("compress", s, e);
	return 0;
}

static int take_target(struct options *o, const char *s, struct err *e)
{
	static const char *const names[] = {
		[TARGET_PROCESS] = "process", [TARGET_HVT] = "hvt",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(s, names[i])) {
			o->target = (enum target)i;
			return 0;
		}
	return bad("target", s, e);
}

static int take_env(struct options *o, const char *s, struct err *e)
{
	const char **end = o->env;
	const char *equals = strchr(s, '=');

	if (!equals || equals == s)
		return bad("env", s, e);
	while (*end)
		end++;
	*end = s;
	return 0;
}

static int take_add(struct options *o, const char *s)
{
	const char **end = o->add;

	while (*end)
		end++;
	*end = s;
	return 0;
}

static int take_absolute(const char **to, const char *option, const char *s,
			 struct err *e)
{
	*to = s;
	return s[0] == '/' ? 0 : bad(option, s, e);
}

/* "12" or "12:34", in place. */
static int take_user(struct options *o, char *s, struct err *e)
{
	char *colon = strchr(s, ':');
	uint64_t v;

	if (colon)
		*colon = '\0';
	o->uid = s;
	o->gid = colon ? colon + 1 : s;
	if (str_u64(o->uid, 10, 0, UINT32_MAX - 1, &v) < 0 ||
	    str_u64(o->gid, 10, 0, UINT32_MAX - 1, &v) < 0)
		return bad("user", s, e);
	return 0;
}

static int take_mem(struct options *o, const char *s, struct err *e)
{
	uint64_t mb;

	if (str_u64(s, 10, 1, NABLA_RAM_MAX >> 20, &mb) < 0)
		return bad("mem", s, e);
	o->mem = (uint32_t)mb;
	return 0;
}

static bool good_name(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.-", *s))
			return false;
	return true;
}

static int family_of(const char *address)
{
	unsigned char to[16];

	if (inet_pton(AF_INET, address, to) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, address, to) == 1 ? AF_INET6 : 0;
}

static int check_address(const struct net_option *n)
{
	char address[sizeof(n->address)], *slash;
	uint64_t bits;
	int family;

	str_copy(address, sizeof(address), n->address);
	slash = strchr(address, '/');
	if (!slash)
		return -EINVAL;
	*slash = '\0';
	family = family_of(address);
	if (!family || (n->gateway[0] && family_of(n->gateway) != family))
		return -EINVAL;
	return str_u64(slash + 1, 10, 0, family == AF_INET ? 32 : 128, &bits);
}

/* In place: the parts get their ends. */
static int parse_net(struct net_option *n, char *s)
{
	char *address = strchr(s, '='), *gateway;

	*n = (struct net_option) { .name = "" };
	if (address)
		*address++ = '\0';
	if (!good_name(s) || str_copy(n->name, sizeof(n->name), s) < 0)
		return -EINVAL;
	if (!address)
		return 0;
	gateway = strchr(address, ',');
	if (gateway)
		*gateway++ = '\0';
	if (str_copy(n->address, sizeof(n->address), address) < 0 ||
	    (gateway && (!*gateway || str_copy(n->gateway, sizeof(n->gateway),
					       gateway) < 0)))
		return -EINVAL;
	return check_address(n);
}

static int take_net(struct options *o, char *s, struct err *e)
{
	struct net_option *n = &o->net[o->nr_nets];

	if (o->nr_nets == NABLA_BAKED_NETS)
		return err_set(e, E2BIG, "--net=%s: more than %d interfaces",
			       s, NABLA_BAKED_NETS);
	if (parse_net(n, s) < 0)
		return bad("net", s, e);
	for (unsigned int i = 0; i < o->nr_nets; i++)
		if (!strcmp(o->net[i].name, n->name))
			return err_set(e, EEXIST, "--net=%s: given twice", s);
	o->nr_nets++;
	return 0;
}

static int take(struct options *o, int opt, char **argv, struct err *e)
{
	switch (opt) {
	case OPT_ROOT:
		o->root = optarg;
		return 0;
	case OPT_PROGRAM:
		o->program = optarg;
		return 0;
	case OPT_ADD:
		return take_add(o, optarg);
	case 'o':
		o->output = optarg;
		return 0;
	case OPT_KERNEL:
		o->kernel = optarg;
		return 0;
	case OPT_COMPRESS:
		return take_compress(o, optarg, e);
	case OPT_READ_ONLY:
		o->read_only = true;
		return 0;
	case OPT_ENV:
		return take_env(o, optarg, e);
	case OPT_CWD:
		return take_absolute(&o->cwd, "cwd", optarg, e);
	case OPT_USER:
		return take_user(o, optarg, e);
	case OPT_HOSTNAME:
		o->hostname = optarg;
		return *optarg && strlen(optarg) <= 64 ? 0 :
		       bad("hostname", optarg, e);
	case OPT_MEM:
		return take_mem(o, optarg, e);
	case OPT_NET:
		return take_net(o, optarg, e);
	case OPT_TARGET:
		return take_target(o, optarg, e);
	case OPT_FILES:
		o->files = optarg;
		return good_name(optarg) &&
		       strlen(optarg) < NABLA_NAME_MAX ? 0 :
		       bad("files", optarg, e);
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

/* Names in a manifest are letters and digits; one is taken. */
static int check_hvt(const struct options *o, struct err *e)
{
	if (o->mem)
		return err_set(e, EINVAL, "--mem goes with nabla-run; solo5-hvt "
			       "has one of its own");
	for (unsigned int i = 0; i < o->nr_nets; i++)
		if (strpbrk(o->net[i].name, "_.-") ||
		    !strcmp(o->net[i].name, NABLA_BAKED_ROOT))
			return err_set(e, EINVAL, "--net=%s: no name that a "
				       "tender takes", o->net[i].name);
	if (o->files && strpbrk(o->files, "_.-"))
		return err_set(e, EINVAL, "--files=%s: no name that a tender "
			       "takes", o->files);
	return 0;
}

/* What fits together. */
static int check(const struct options *o, struct err *e)
{
	if (!o->root == !o->program)
		return err_set(e, EINVAL, "one of --program and --root must be "
			       "given (see --help)");
	if (o->root && o->add[0])
		return err_set(e, EINVAL, "--add goes with --program");
	if (!o->output)
		return err_set(e, EINVAL, "no --output given");
	if (o->root && !o->args[0])
		return err_set(e, EINVAL, "no program given after --");
	if (o->target == TARGET_HVT)
		return check_hvt(o, e);
	if (o->files)
		return err_set(e, EINVAL, "--files goes with --target=hvt; "
			       "nabla-run needs no word of it");
	return 0;
}

int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	int c, r = 0;

	*o = (struct options) { .compress = "lz4hc" };
	/* no more of either than there are words */
	o->env = calloc((size_t)argc + 1, sizeof(*o->env));
	o->add = calloc((size_t)argc + 1, sizeof(*o->add));
	if (!o->env || !o->add)
		return err_set(e, ENOMEM, "reading the command line");
	optind = 1;
	opterr = 0;
	while (!r && o->action == ACTION_BAKE &&
	       (c = getopt_long(argc, argv, "+:o:", table, NULL)) != -1)
		r = take(o, c, argv, e);
	if (r < 0 || o->action != ACTION_BAKE)
		return r;
	if (optind < argc && strcmp(argv[optind - 1], "--"))
		return err_set(e, EINVAL, "%s: arguments follow after --",
			       argv[optind]);
	o->args = argv + optind;
	return check(o, e);
}
