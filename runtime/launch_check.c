// SPDX-License-Identifier: ISC
/* What no container of ours can have is refused before anything is made. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/describe.h"
#include "runtime/launch.h"
#include "runtime/log.h"

#define OWN_NETWORK	"/proc/self/ns/net"

/* Our own, by whatever name: its interfaces would be taken. */
static bool is_ours(const struct spec_namespace *n)
{
	struct stat a, b;

	return n->path && !stat(n->path, &a) && !stat(OWN_NETWORK, &b) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int check_network(const struct spec *s, struct err *e)
{
	const struct spec_namespace *n = spec_namespace(s, "network");

	if (n && !is_ours(n))
		return 0;
	return err_set(e, ENOTSUP, "the host's network is not supported: a "
		       "container has a network stack of its own, and needs a "
		       "network namespace (podman, docker: any --network but "
		       "host)");
}

static int check_user(const struct spec *s, struct err *e)
{
	const struct spec_namespace *n = spec_namespace(s, "user");
	bool maps = s->linux_.uid_maps.n && s->linux_.gid_maps.n;

	if (n && !n->path && !maps)
		return err_set(e, EINVAL, "linux: a new user namespace needs "
			       "uidMappings and gidMappings");
	if (!n && (s->linux_.uid_maps.n || s->linux_.gid_maps.n))
		return err_set(e, EINVAL, "linux: uidMappings without a user "
			       "namespace");
	return 0;
}

static int check_namespaces(const struct spec *s, struct err *e)
{
	const struct spec_namespace *n = spec_namespace(s, "mount");

	if (n && n->path)
		return err_set(e, ENOTSUP, "linux.namespaces: joining a mount "
			       "namespace (%.100s) is not supported", n->path);
	if (spec_namespace(s, "time"))
		return err_set(e, ENOTSUP, "linux.namespaces: time namespaces "
			       "are not supported");
	return 0;
}

static int check_mount(const struct spec_mount *m, struct err *e)
{
	if (mount_is_bind(m) && (!m->source || !*m->source))
		return err_set(e, EINVAL, "mounts: no source for %.200s",
			       m->destination);
	if (mount_has_option(m, "idmap") || mount_has_option(m, "ridmap"))
		return err_set(e, ENOTSUP, "mounts: idmap of %.200s: mapped "
			       "owners are not supported", m->destination);
	return 0;
}

static int check_mounts(const struct spec *s, struct err *e)
{
	const struct spec_mount *m = s->mounts.items;

	for (size_t i = 0; i < s->mounts.n; i++)
		if (check_mount(&m[i], e) < 0)
			return -e->code;
	return 0;
}

int launch_check(const struct spec *s, struct err *e)
{
	if (!s->has_process)
		return err_set(e, EINVAL, "config.json: \"process\" is "
			       "missing");
	if (check_network(s, e) < 0 || check_user(s, e) < 0 ||
	    check_namespaces(s, e) < 0)
		return -e->code;
	return check_mounts(s, e);
}
