// SPDX-License-Identifier: ISC
/*
 * runnc: an OCI runtime whose containers run on a library kernel.  Here are the
 * global options and the choice of the command.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/version.h"
#include "runtime/log.h"
#include "runtime/rootless.h"
#include "runtime/runtime.h"
#include "runtime/spec.h"

enum {
	OPT_ROOT = 256, OPT_LOG, OPT_LOG_FORMAT, OPT_LOG_LEVEL, OPT_DEBUG,
	OPT_SYSTEMD, OPT_MANAGER, OPT_ROOTLESS, OPT_CRIU, OPT_HELP, OPT_VERSION,
};

static const struct option table[] = {
	{ "root",		required_argument,	NULL, OPT_ROOT },
	{ "log",		required_argument,	NULL, OPT_LOG },
	{ "log-format",		required_argument,	NULL, OPT_LOG_FORMAT },
	{ "log-level",		required_argument,	NULL, OPT_LOG_LEVEL },
	{ "debug",		no_argument,		NULL, OPT_DEBUG },
	{ "systemd-cgroup",	no_argument,		NULL, OPT_SYSTEMD },
	{ "cgroup-manager",	required_argument,	NULL, OPT_MANAGER },
	{ "rootless",		required_argument,	NULL, OPT_ROOTLESS },
	{ "criu",		required_argument,	NULL, OPT_CRIU },
	{ "help",		no_argument,		NULL, OPT_HELP },
	{ "version",		no_argument,		NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

struct globals {
	struct runtime rt;
	const char *log, *log_format;
	const char *rootless;		/* the option's word */
	bool systemd, help, version;
	char root[PATH_MAX];
};

static void usage(void)
{
	puts("usage: runnc [OPTIONS] COMMAND [ARGUMENTS]\n"
	     "  --root=DIR              where state is kept (/run/runnc, or\n"
	     "                          $XDG_RUNTIME_DIR/runnc if rootless)\n"
	     "  --log=FILE              where errors and warnings go\n"
	     "  --log-format=text|json\n"
	     "  --debug                 log more\n"
	     "  --cgroup-manager=cgroupfs|systemd|disabled\n"
	     "  --systemd-cgroup        as --cgroup-manager=systemd\n"
	     "  --rootless=true|false|auto\n"
	     "  --version, --help       print and exit\n"
	     "commands:");
	for (const struct command *c = commands; c->name; c++)
		printf("  %s %s\n", c->name, c->usage);
}

static bool without_root(const struct globals *g)
{
	if (!g->rootless || !strcmp(g->rootless, "auto"))
		return rootless();
	return !strcmp(g->rootless, "true");
}

/* An empty variable is as good as none: podman passes one on. */
static void default_root(struct globals *g)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");

	if (!without_root(g))
		snprintf(g->root, sizeof(g->root), "/run/runnc");
	else if (dir && *dir == '/')
		snprintf(g->root, sizeof(g->root), "%s/runnc", dir);
	else
		snprintf(g->root, sizeof(g->root), "/tmp/runnc-%d", geteuid());
}

static int take_root(struct globals *g, const char *path, struct err *e)
{
	char here[PATH_MAX];
	int n;

	if (*path == '/') {
		n = snprintf(g->root, sizeof(g->root), "%s", path);
	} else {
		if (!getcwd(here, sizeof(here)))
			return err_errno(e, "--root %s", path);
		n = snprintf(g->root, sizeof(g->root), "%s/%s", here, path);
	}
	if (!*path || n >= (int)sizeof(g->root))
		return err_set(e, EINVAL, "--root: no such name can be");
	return 0;
}

static int take_manager(struct globals *g, const char *name, struct err *e)
{
	if (!strcmp(name, "disabled"))
		g->rt.cgroups = CGROUPS_NONE;
	else if (!strcmp(name, "systemd"))
		g->systemd = true;
	else if (strcmp(name, "cgroupfs"))
		return err_set(e, EINVAL, "--cgroup-manager: \"%s\" is not "
			       "known", name);
	return 0;
}

static int take_rootless(struct globals *g, const char *word, struct err *e)
{
	g->rootless = word;
	if (!strcmp(word, "true") || !strcmp(word, "false") ||
	    !strcmp(word, "auto"))
		return 0;
	return err_set(e, EINVAL, "--rootless: \"%s\" is none of true, false, "
		       "auto", word);
}

static int take(struct globals *g, int opt, char **argv, struct err *e)
{
	switch (opt) {
	case OPT_ROOT:
		return take_root(g, optarg, e);
	case OPT_LOG:
		g->log = optarg;
		return 0;
	case OPT_LOG_FORMAT:
		g->log_format = optarg;
		return 0;
	case OPT_LOG_LEVEL:
		g->rt.debug |= !strcmp(optarg, "debug");
		return 0;
	case OPT_DEBUG:
		g->rt.debug = true;
		return 0;
	case OPT_SYSTEMD:
		g->systemd = true;
		return 0;
	case OPT_MANAGER:
		return take_manager(g, optarg, e);
	case OPT_ROOTLESS:
		return take_rootless(g, optarg, e);
	case OPT_CRIU:		/* of no use without checkpoint */
		return 0;
	case OPT_HELP:
		g->help = true;
		return 0;
	case OPT_VERSION:
		g->version = true;
		return 0;
	case ':':
		return err_set(e, EINVAL, "%s: a value is missing",
			       argv[optind - 1]);
	}
	return err_set(e, EINVAL, "%s: no such option", argv[optind - 1]);
}

static int parse(struct globals *g, int argc, char **argv, struct err *e)
{
	int opt, rc = 0;

	opterr = 0;
	while (!rc && (opt = getopt_long(argc, argv, "+:hv", table, NULL)) != -1)
		rc = take(g, opt == 'h' ? OPT_HELP :
			  opt == 'v' ? OPT_VERSION : opt, argv, e);
	if (!*g->root)
		default_root(g);
	g->rt.root = g->root;
	if (g->systemd && g->rt.cgroups == CGROUPS_FS)
		g->rt.cgroups = CGROUPS_SYSTEMD;
	return rc;
}

static const struct command *find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static int run(struct globals *g, int argc, char **argv, struct err *e)
{
	const struct command *c;

	if (!argc)
		return err_set(e, EINVAL, "no command given (see --help)");
	c = find(argv[0]);
	if (!c)
		return err_set(e, EINVAL, "%.60s: no such command (see --help)",
			       argv[0]);
	optind = 0;		/* getopt starts afresh */
	return c->run(&g->rt, argc, argv, e);
}

int main(int argc, char **argv)
{
	static struct globals g;
	struct err e = { 0 };
	int status;

	if (parse(&g, argc, argv, &e) < 0 ||
	    log_open(g.log, g.log_format, g.rt.debug, &e) < 0) {
		log_error(e.text);
		return EXIT_FAILED;
	}
	if (g.help) {
		usage();
		return fflush(stdout) ? EXIT_FAILED : 0;
	}
	if (g.version) {
		printf("runnc version %s\nspec: %s\n", NABLA_VERSION,
		       SPEC_VERSION);
		return fflush(stdout) ? EXIT_FAILED : 0;
	}
	signal(SIGPIPE, SIG_IGN);
	/* what an engine has left open is no child's of ours */
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	status = run(&g, argc - optind, argv + optind, &e);
	if (status >= 0)
		return status;
	log_error(e.text);
	return EXIT_FAILED;
}
