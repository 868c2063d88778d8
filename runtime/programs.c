// SPDX-License-Identifier: ISC
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "runtime/programs.h"

static int find(const char **out, struct arena *a, const char *dir,
		const char *name, int mode, struct err *e)
{
	*out = arena_printf(a, "%s/%s", dir, name);
	if (!*out)
		return err_set(e, ENOMEM, "no memory");
	return access(*out, mode) ? err_errno(e, "%s", *out) : 0;
}

/* name: "vmlinux", of which the installed one has the ISA's as well */
static int find_kernel(struct programs *p, struct arena *a, const char *dir,
		       const char *name, struct err *e)
{
	struct utsname u;
	char *installed, *built;

	uname(&u);
	installed = arena_printf(a, "../lib/nabla/%s-%s", name, u.machine);
	built = arena_printf(a, "../%s", name);
	if (!installed || !built)
		return err_set(e, ENOMEM, "no memory");
	if (!find(&p->kernel, a, dir, installed, R_OK, e))
		return 0;
	return find(&p->kernel, a, dir, built, R_OK, e);
}

/* The folder that this program is in. */
static int find_folder(struct programs *p, struct arena *a, char *dir,
		       struct err *e)
{
	ssize_t n = readlink("/proc/self/exe", dir, PATH_MAX - 1);
	char *slash;

	if (n < 0)
		return err_errno(e, "finding the programs beside this one");
	dir[n] = '\0';
	p->self = arena_strdup(a, dir);
	slash = strrchr(dir, '/');
	if (!slash || !p->self)
		return err_set(e, ENOENT, "%s: no folder in it", dir);
	*slash = '\0';
	return 0;
}

int programs_find(struct programs *p, struct arena *a, struct err *e)
{
	char dir[PATH_MAX];

	if (find_folder(p, a, dir, e) < 0 ||
	    find(&p->tender, a, dir, "nabla-run", X_OK, e) < 0 ||
	    find(&p->gofer, a, dir, "nabla-gofer", X_OK, e) < 0 ||
	    find(&p->relay, a, dir, "nabla-relay", X_OK, e) < 0)
		return -e->code;
	return find_kernel(p, a, dir, "vmlinux", e);
}

int programs_find_hvt(struct programs *p, struct arena *a, struct err *e)
{
	char dir[PATH_MAX];

	if (find_folder(p, a, dir, e) < 0 ||
	    find(&p->tender, a, dir, HVT_TENDER, X_OK, e) < 0)
		return -e->code;
	return find_kernel(p, a, dir, "vmlinux-hvt", e);
}

int programs_find_tender(struct programs *p, struct arena *a, const char *name,
			 struct err *e)
{
	char dir[PATH_MAX];

	if (find_folder(p, a, dir, e) < 0)
		return -e->code;
	return find(&p->tender, a, dir, name, X_OK, e);
}
