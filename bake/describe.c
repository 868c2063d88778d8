// SPDX-License-Identifier: ISC
/*
 * The description of a baked container.  Its root is EROFS on the image's disk,
 * with a file system in memory laid over it, unless it is to be read-only.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nabla/config.h>

#include "bake/describe.h"
#include "bake/options.h"
#include "lib/err.h"

#define DISK	"/dev/" NABLA_BAKED_ROOT
#define LOWER	"/.nabla/lower"
#define OVER	"/.nabla/over"
#define ROOT	"/.nabla/root"

typedef const char *const record[6];

static const record writable[] = {
	{ "mkdir", LOWER, "0755" },
	{ "mount", DISK, LOWER, "erofs", "ro" },
	{ "mkdir", OVER, "0755" },
	{ "mount", "over", OVER, "tmpfs", "mode=0755" },
	{ "mkdir", OVER "/upper", "0755" },
	{ "mkdir", OVER "/work", "0755" },
	{ "mkdir", ROOT, "0755" },
	{ "mount", "root", ROOT, "overlay", "lowerdir=" LOWER ",upperdir=" OVER
	  "/upper,workdir=" OVER "/work" },
	{ "mkdir", ROOT "/proc", "0755" },
	{ "mkdir", ROOT "/sys", "0755" },
	{ "mkdir", ROOT "/dev", "0755" },
	{ "mkdir", ROOT "/tmp", "1777" },
	{ "mkdir", ROOT "/run", "0755" },
	{ NULL },
};

static const record read_only[] = {
	{ "mkdir", ROOT, "0755" },
	{ "mount", DISK, ROOT, "erofs", "ro" },
	{ "mount", "tmp", ROOT "/tmp", "tmpfs", "mode=1777,nosuid,nodev" },
	{ "mount", "run", ROOT "/run", "tmpfs", "mode=0755,nosuid,nodev" },
	{ NULL },
};

static const record common[] = {
	{ "mount", "proc", ROOT "/proc", "proc", "nosuid,nodev,noexec" },
	{ "mount", "sys", ROOT "/sys", "sysfs", "nosuid,nodev,noexec" },
	{ "mount", "dev", ROOT "/dev", "devtmpfs", "nosuid" },
	{ "mkdir", ROOT "/dev/pts", "0755" },
	{ "mount", "pts", ROOT "/dev/pts", "devpts",
	  "nosuid,noexec,mode=0620,ptmxmode=0666,gid=5" },
	{ "mkdir", ROOT "/dev/shm", "1777" },
	{ "mount", "shm", ROOT "/dev/shm", "tmpfs", "nosuid,nodev,mode=1777" },
	{ "symlink", "/proc/self/fd", ROOT "/dev/fd" },
	{ "symlink", "/proc/self/fd/0", ROOT "/dev/stdin" },
	{ "symlink", "/proc/self/fd/1", ROOT "/dev/stdout" },
	{ "symlink", "/proc/self/fd/2", ROOT "/dev/stderr" },
	{ "root", ROOT },
	{ "link", "lo", "up" },
	{ NULL },
};

static void put(FILE *f, const char *const words[])
{
	for (; *words; words++)
		fwrite(*words, strlen(*words) + 1, 1, f);
}

#define PUT(f, ...) put(f, (const char *const[]) { __VA_ARGS__, NULL })

static void put_all(FILE *f, const record *r)
{
	for (; (*r)[0]; r++)
		put(f, *r);
}

static void put_net(FILE *f, const struct net_option *n)
{
	PUT(f, "link", n->name, "up");
	if (n->address[0])
		PUT(f, "address", n->name, n->address);
	if (n->gateway[0])
		PUT(f, "route", n->name, "default", n->gateway);
}

static bool has_path(const struct options *o)
{
	for (const char **p = o->env; *p; p++)
		if (!strncmp(*p, "PATH=", 5))
			return true;
	return false;
}

static void put_program(FILE *f, const struct options *o, const char *program)
{
	if (!has_path(o))
		PUT(f, "env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:"
		    "/usr/bin:/sbin:/bin");
	for (const char **p = o->env; *p; p++)
		PUT(f, "env", *p);
	if (o->cwd)
		PUT(f, "cwd", o->cwd);
	if (o->uid)
		PUT(f, "user", o->uid, o->gid);
	if (program)
		PUT(f, "arg", program);
	for (char **p = o->args; *p; p++)
		PUT(f, "arg", *p);
}

static void put_everything(FILE *f, const struct options *o,
			   const char *program)
{
	put_all(f, o->read_only ? read_only : writable);
	put_all(f, common);
	PUT(f, "hostname", o->hostname ? o->hostname : "nabla");
	for (unsigned int i = 0; i < o->nr_nets; i++)
		put_net(f, &o->net[i]);
	put_program(f, o, program);
}

int describe(const struct options *o, const char *program, char **records,
	     size_t *size, struct err *e)
{
	FILE *f = open_memstream(records, size);

	if (!f)
		return err_errno(e, "writing the description");
	put_everything(f, o, program);
	if (fclose(f))
		return err_errno(e, "writing the description");
	if (*size <= NABLA_CONFIG_MAX)
		return 0;
	free(*records);
	*records = NULL;
	return err_set(e, E2BIG, "arguments and environment: more than %d "
		       "bytes", NABLA_CONFIG_MAX);
}
