// SPDX-License-Identifier: ISC
/*
 * From directives to the functions that carry them out.  A directive without
 * one describes the program (program.c).
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "actions.h"
#include "config.h"
#include "files.h"
#include "first.h"
#include "mounts.h"
#include "namespaces.h"
#include "network.h"
#include "resolver.h"
#include "value.h"
#include "volumes.h"

typedef int action(struct guest *g, const char *const arg[], struct err *e);

static int do_root(struct guest *g, const char *const arg[], struct err *e)
{
	return mounts_root(g, arg[0], e);
}

static int do_files(struct guest *g, const char *const arg[], struct err *e)
{
	return volumes_root(g, arg[0], arg[1], e);
}

static int do_bind(struct guest *g, const char *const arg[], struct err *e)
{
	return volumes_bind(g, arg[0], arg[1], arg[2], e);
}

static int do_dev(struct guest *g, const char *const arg[], struct err *e)
{
	(void)g, (void)arg;
	return files_dev(e);
}

static int do_hostname(struct guest *g, const char *const arg[], struct err *e)
{
	(void)g;
	if (!sethostname(arg[0], strlen(arg[0])))
		return 0;
	return err_errno(e, "\"%s\"", arg[0]);
}

static int do_domainname(struct guest *g, const char *const arg[],
			 struct err *e)
{
	(void)g;
	if (!setdomainname(arg[0], strlen(arg[0])))
		return 0;
	return err_errno(e, "\"%s\"", arg[0]);
}

static int do_sysctl(struct guest *g, const char *const arg[], struct err *e)
{
	return files_sysctl(g->proc, arg[0], arg[1], e);
}

static int do_mkdir(struct guest *g, const char *const arg[], struct err *e)
{
	uint64_t mode;
	int rc = value_number("mode", arg[1], 8, 07777, &mode, e);

	(void)g;
	return rc ? rc : files_mkdir(arg[0], mode, e);
}

/* /proc shows the processes that whoever mounts it can see. */
static int do_mount(struct guest *g, const char *const arg[], struct err *e)
{
	if (g->first && !strcmp(arg[2], "proc"))
		return first_mount(arg, e);
	return mounts_add(arg[0], arg[1], arg[2], arg[3], e);
}

static int do_symlink(struct guest *g, const char *const arg[], struct err *e)
{
	(void)g;
	return files_symlink(arg[0], arg[1], e);
}

static int do_write(struct guest *g, const char *const arg[], struct err *e)
{
	(void)g;
	return files_write(arg[0], arg[1], e);
}

static int do_link(struct guest *g, const char *const arg[], struct err *e)
{
	return network_link(g, arg[0], arg[1], e);
}

static int do_mtu(struct guest *g, const char *const arg[], struct err *e)
{
	return network_mtu(g, arg[0], arg[1], e);
}

static int do_address(struct guest *g, const char *const arg[], struct err *e)
{
	return network_address(g, arg[0], arg[1], e);
}

static int do_route(struct guest *g, const char *const arg[], struct err *e)
{
	return network_route(g, arg[0], arg[1], arg[2], e);
}

static int do_peer(struct guest *g, const char *const arg[], struct err *e)
{
	return network_peer(g, arg[0], arg[1], arg[2], e);
}

static int do_routing(struct guest *g, const char *const arg[], struct err *e)
{
	return network_routing(g, arg, e);
}

static int do_resolver(struct guest *g, const char *const arg[],
		       struct err *e)
{
	return resolver_open(g, arg[0], e);
}

static int read_kind(const char *word, mode_t *kind, struct err *e)
{
	static const struct { char name; mode_t kind; } kinds[] = {
		{ 'c', S_IFCHR }, { 'u', S_IFCHR }, { 'b', S_IFBLK },
		{ 'p', S_IFIFO },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (word[0] == kinds[i].name && !word[1]) {
			*kind = kinds[i].kind;
			return 0;
		}
	}
	return err_set(e, EINVAL, "no kind of device is named \"%s\"", word);
}

static int do_device(struct guest *g, const char *const arg[], struct err *e)
{
	uint64_t major, minor, mode, uid, gid;
	mode_t kind = 0;
	int rc = read_kind(arg[1], &kind, e);

	(void)g;
	if (!rc)
		rc = value_number("major number", arg[2], 10, 4095, &major, e);
	if (!rc)
		rc = value_number("minor number", arg[3], 10, (1 << 20) - 1,
				  &minor, e);
	if (!rc)
		rc = value_number("mode", arg[4], 8, 07777, &mode, e);
	if (!rc)
		rc = value_number("user id", arg[5], 10, UINT32_MAX - 1, &uid,
				  e);
	if (!rc)
		rc = value_number("group id", arg[6], 10, UINT32_MAX - 1, &gid,
				  e);
	return rc ? rc : files_device(arg[0], kind | mode,
				      makedev(major, minor), uid, gid, e);
}

static int do_mask(struct guest *g, const char *const arg[], struct err *e)
{
	(void)g;
	return mounts_mask(arg[0], e);
}

static int do_readonly(struct guest *g, const char *const arg[],
		       struct err *e)
{
	(void)g;
	return mounts_readonly(arg[0], e);
}

static int do_namespace(struct guest *g, const char *const arg[],
			struct err *e)
{
	return namespaces_new(g, arg[0], e);
}

static int do_cgroup(struct guest *g, const char *const arg[], struct err *e)
{
	return cgroup_limit(g, arg[0], arg[1], e);
}

static action *const actions[D_COUNT] = {
	[D_ROOT]	= do_root,
	[D_FILES]	= do_files,
	[D_BIND]	= do_bind,
	[D_DEV]		= do_dev,
	[D_HOSTNAME]	= do_hostname,
	[D_DOMAINNAME]	= do_domainname,
	[D_SYSCTL]	= do_sysctl,
	[D_MKDIR]	= do_mkdir,
	[D_MOUNT]	= do_mount,
	[D_SYMLINK]	= do_symlink,
	[D_WRITE]	= do_write,
	[D_LINK]	= do_link,
	[D_MTU]		= do_mtu,
	[D_ADDRESS]	= do_address,
	[D_PEER]	= do_peer,
	[D_ROUTE]	= do_route,
	[D_ROUTING]	= do_routing,
	[D_RESOLVER]	= do_resolver,
	[D_DEVICE]	= do_device,
	[D_MASK]	= do_mask,
	[D_READONLY]	= do_readonly,
	[D_NAMESPACE]	= do_namespace,
	[D_CGROUP]	= do_cgroup,
};

int actions_run(struct guest *g, const char *bytes, size_t size,
		struct err *e)
{
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, e)) > 0) {
		if (actions[r.what] && actions[r.what](g, r.arg, e))
			return record_failed(&r, e);
	}
	return rc;
}

int actions_only(const char *bytes, size_t size, struct err *e)
{
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, e)) > 0) {
		if (actions[r.what])
			continue;
		err_set(e, EINVAL, "comes too late to describe the program");
		return record_failed(&r, e);
	}
	return rc;
}
