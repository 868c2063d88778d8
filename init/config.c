// SPDX-License-Identifier: ISC
/*
 * Cuts the bytes of a description into records.  The bytes are only read, never
 * past their end, and no string is taken that lacks its NUL.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "config.h"

static const struct {
	const char *name;
	unsigned int nargs;
} directives[D_COUNT] = {
	[D_ARG]		= { "arg", 1 },
	[D_ENV]		= { "env", 1 },
	[D_CWD]		= { "cwd", 1 },
	[D_ROOT]	= { "root", 1 },
	[D_FILES]	= { "files", 2 },
	[D_BIND]	= { "bind", 3 },
	[D_DEV]		= { "dev", 0 },
	[D_HOME]	= { "home", 0 },
	[D_USER]	= { "user", 2 },
	[D_GROUP]	= { "group", 1 },
	[D_UMASK]	= { "umask", 1 },
	[D_RLIMIT]	= { "rlimit", 3 },
	[D_HOSTNAME]	= { "hostname", 1 },
	[D_DOMAINNAME]	= { "domainname", 1 },
	[D_SYSCTL]	= { "sysctl", 2 },
	[D_MKDIR]	= { "mkdir", 2 },
	[D_MOUNT]	= { "mount", 4 },
	[D_SYMLINK]	= { "symlink", 2 },
	[D_WRITE]	= { "write", 2 },
	[D_LINK]	= { "link", 2 },
	[D_MTU]		= { "mtu", 2 },
	[D_ADDRESS]	= { "address", 2 },
	[D_PEER]	= { "peer", 3 },
	[D_ROUTE]	= { "route", 3 },
	[D_ROUTING]	= { "routing", 6 },
	[D_RESOLVER]	= { "resolver", 1 },
	[D_DEVICE]	= { "device", 7 },
	[D_MASK]	= { "mask", 1 },
	[D_READONLY]	= { "readonly", 1 },
	[D_NAMESPACE]	= { "namespace", 1 },
	[D_CGROUP]	= { "cgroup", 2 },
	[D_WAIT]	= { "wait", 0 },
	[D_WINSIZE]	= { "winsize", 2 },
	[D_OOM]		= { "oom", 1 },
	[D_SCHED]	= { "sched", 3 },
	[D_IOPRIO]	= { "ioprio", 2 },
	[D_SECCOMP]	= { "seccomp", 2 },
	[D_CAP]		= { "cap", 2 },
	[D_NNP]		= { "nnp", 0 },
	[D_CONSOLE]	= { "console", 0 },
};

void config_rewind(struct cursor *c, const char *bytes, size_t size)
{
	c->at = bytes;
	c->end = bytes + size;
	c->number = 0;
}

static bool take_string(struct cursor *c, const char **s)
{
	const char *nul = memchr(c->at, 0, c->end - c->at);

	if (!nul)
		return false;
	*s = c->at;
	c->at = nul + 1;
	return true;
}

static bool find_directive(const char *name, enum directive *what)
{
	for (unsigned int i = 0; i < D_COUNT; i++) {
		if (!strcmp(directives[i].name, name)) {
			*what = i;
			return true;
		}
	}
	return false;
}

int config_next(struct cursor *c, struct record *r, struct err *e)
{
	unsigned int nargs;
	const char *name;

	if (c->at == c->end)
		return 0;
	memset(r, 0, sizeof(*r));
	r->number = ++c->number;
	if (!take_string(c, &name))
		return err_set(e, EINVAL, "record %u: cut short in its name",
			       r->number);
	if (!find_directive(name, &r->what))
		return err_set(e, EINVAL, "record %u: unknown directive \"%s\"",
			       r->number, name);
	nargs = directives[r->what].nargs;
	for (unsigned int i = 0; i < nargs; i++) {
		if (!take_string(c, &r->arg[i]))
			return err_set(e, EINVAL,
				       "record %u, %s: cut short: argument %u of %u is missing",
				       r->number, name, i + 1, nargs);
	}
	return 1;
}

int record_failed(const struct record *r, struct err *e)
{
	return err_context(e, "record %u, %s", r->number,
			   directives[r->what].name);
}
