// SPDX-License-Identifier: ISC
/*
 * Mounts of the description, and the change of /.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copyup.h"
#include "lib/cleanup.h"
#include "mounts.h"
#include "options.h"

/*
 * Flags of the mount, not of the file system: a bind takes them by a remount.
 */
#define PER_MOUNT	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | \
			 MS_NOATIME | MS_NODIRATIME | MS_RELATIME | \
			 MS_STRICTATIME | MS_NOSYMFOLLOW)

static int failed(const char *doing, const char *source, const char *target,
		  const char *type, struct err *e)
{
	return err_errno(e, "%s%s on %s (type \"%s\")", doing, source, target,
			 type);
}

/*
 * A mount(2) that makes a bind or a move ignores flags: a second one sets them.
 */
static int set_flags(const char *target, const struct options *o)
{
	unsigned long flags = o->flags & PER_MOUNT;

	if (!(o->flags & (MS_BIND | MS_MOVE)) || (o->flags & MS_REMOUNT) ||
	    !flags)
		return 0;
	return mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | flags, NULL);
}

int mounts_flags(const char *target, const struct options *o, struct err *e)
{
	unsigned long flags = o->flags & PER_MOUNT;

	if (flags && mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | flags,
			   NULL))
		return err_errno(e, "flags of %s", target);
	return 0;
}

/* "mount --make-private": neither a file system nor a bind is asked for. */
static bool only_propagation(const char *type, const struct options *o)
{
	return o->propagation &&
	       !(o->flags & (MS_BIND | MS_MOVE | MS_REMOUNT)) &&
	       (!*type || !strcmp(type, "none"));
}

/*
 * Where no file system reads its options the kernel would drop them silently.
 */
static int refuse_data(const char *type, const struct options *o,
		       struct err *e)
{
	if (o->copyup && strcmp(type, "tmpfs"))
		return err_set(e, EINVAL, "tmpcopyup is for tmpfs only");
	if (!o->data[0] ||
	    (!(o->flags & (MS_BIND | MS_MOVE)) && !only_propagation(type, o)))
		return 0;
	return err_set(e, EINVAL, "unknown options \"%s\"", o->data);
}

/* Its own, if no option says anything of them. */
static int copy_top(int from, int to, const char *data)
{
	struct stat st;

	if (fstat(from, &st))
		return -1;
	if (!strstr(data, "uid=") && !strstr(data, "gid=") &&
	    fchown(to, st.st_uid, st.st_gid))
		return -1;
	return strstr(data, "mode=") ? 0 : fchmod(to, st.st_mode & 07777);
}

/* Read-only comes last: there is something to be written. */
static int mount_copyup(const char *source, const char *target,
			const char *type, const struct options *o,
			struct err *e)
{
	cleanup_fd int from = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup_fd int to = -1;

	if (from < 0 || mount(source, target, type, o->flags & ~MS_RDONLY,
			      o->data))
		return failed("", source, target, type, e);
	to = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to < 0 || copy_top(from, to, o->data))
		return failed("copying up to ", source, target, type, e);
	if (copyup(from, to, e))
		return err_context(e, "copying to %s what is there", target);
	if (o->flags & MS_RDONLY)
		return mounts_flags(target, o, e);
	return 0;
}

int mounts_add(const char *source, const char *target, const char *type,
	       const char *options, struct err *e)
{
	struct options o;
	int rc = options_read(options, &o, e);

	if (!rc)
		rc = refuse_data(type, &o, e);
	if (rc)
		return rc;
	if (o.copyup) {
		rc = mount_copyup(source, target, type, &o, e);
		if (rc)
			return rc;
	} else if (!only_propagation(type, &o)) {
		if (mount(source, target, type, o.flags, o.data))
			return failed("", source, target, type, e);
		if (set_flags(target, &o))
			return failed("flags of ", source, target, type, e);
	}
	if (o.propagation && mount(NULL, target, NULL, o.propagation, NULL))
		return failed("propagation of ", source, target, type, e);
	return 0;
}

/*
 * The first / of a kernel can't be moved or pivoted away: the new one is moved
 * over it.  From inside the new root "." is still the new root's top, while "/"
 * is the old one until chroot().
 */
static int switch_root(void)
{
	if (mount(".", "/", NULL, MS_MOVE, NULL))
		return -1;
	return chroot(".") || chdir("/") ? -1 : 0;
}

int mounts_root(struct guest *g, const char *path, struct err *e)
{
	static const char *const base[] = { "/dev", "/sys", "/proc" };

	if (chdir(path))
		return err_errno(e, "%s", path);
	for (unsigned int i = 0; i < 3; i++) {
		if (g->mounted & (1U << i))
			umount2(base[i], MNT_DETACH);
	}
	g->mounted = 0;
	if (!switch_root())
		return 0;
	if (errno != EINVAL)
		goto bad;
	/* Only a mount can be moved: a plain folder is made one. */
	if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) || chdir(path))
		goto bad;
	if (!switch_root())
		return 0;
bad:
	return err_errno(e, "%s as /", path);
}
