// SPDX-License-Identifier: ISC
/*
 * Gathers the program's records into struct program.  Two passes: the first
 * counts, so that each array is allocated once and is never outgrown.  Pure but
 * for that memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "value.h"
#include "weight.h"

static int set_arg(struct program *p, const struct record *r, struct err *e)
{
	(void)e;
	*p->argv++ = r->arg[0];
	return 0;
}

static int set_env(struct program *p, const struct record *r, struct err *e)
{
	const char *equals = strchr(r->arg[0], '=');

	if (!equals || equals == r->arg[0])
		return err_set(e, EINVAL, "\"%s\" is not NAME=VALUE",
			       r->arg[0]);
	*p->envp++ = r->arg[0];
	return 0;
}

static int check_absolute(const char *path, struct err *e)
{
	if (path[0] == '/')
		return 0;
	return err_set(e, EINVAL, "\"%s\" is not an absolute path", path);
}

static int set_cwd(struct program *p, const struct record *r, struct err *e)
{
	p->cwd = r->arg[0];
	return check_absolute(p->cwd, e);
}

static int set_files(struct program *p, const struct record *r,
		     struct err *e)
{
	(void)r, (void)e;
	p->has_root = true;
	return 0;
}

static int set_home(struct program *p, const struct record *r, struct err *e)
{
	(void)r, (void)e;
	p->home = true;
	return 0;
}

static int set_root(struct program *p, const struct record *r, struct err *e)
{
	p->has_root = true;
	return check_absolute(r->arg[0], e);
}

/* The highest id is -1 to the kernel: "leave as it is". */
static int read_id(const char *what, const char *word, unsigned int *id,
		   struct err *e)
{
	uint64_t v;
	int rc = value_number(what, word, 10, UINT32_MAX - 1, &v, e);

	if (!rc)
		*id = v;
	return rc;
}

static int set_user(struct program *p, const struct record *r, struct err *e)
{
	int rc = read_id("user id", r->arg[0], &p->uid, e);

	p->has_ids = true;
	return rc ? rc : read_id("group id", r->arg[1], &p->gid, e);
}

static int set_group(struct program *p, const struct record *r, struct err *e)
{
	p->has_ids = true;
	return read_id("group id", r->arg[0], &p->groups[p->ngroups++], e);
}

static int set_umask(struct program *p, const struct record *r, struct err *e)
{
	uint64_t v;
	int rc = value_number("mask", r->arg[0], 8, 0777, &v, e);

	if (!rc)
		p->umask = v;
	return rc;
}

static int set_rlimit(struct program *p, const struct record *r, struct err *e)
{
	struct limit l = { .named = true };
	unsigned int resource;
	int rc;

	rc = value_rlimit(r->arg[0], &resource, e);
	if (!rc)
		rc = value_limit(r->arg[1], &l.soft, e);
	if (!rc)
		rc = value_limit(r->arg[2], &l.hard, e);
	if (rc)
		return rc;
	if (l.soft > l.hard)
		return err_set(e, EINVAL, "%s: soft limit %s is above hard %s",
			       r->arg[0], r->arg[1], r->arg[2]);
	p->limits[resource] = l;
	return 0;
}

static int set_cap(struct program *p, const struct record *r, struct err *e)
{
	static const char *const sets[CAPS_COUNT] = {
		[CAPS_BOUNDING]		= "bounding",
		[CAPS_PERMITTED]	= "permitted",
		[CAPS_EFFECTIVE]	= "effective",
		[CAPS_INHERITABLE]	= "inheritable",
		[CAPS_AMBIENT]		= "ambient",
	};

	for (unsigned int i = 0; i < CAPS_COUNT; i++) {
		if (strcmp(sets[i], r->arg[0]))
			continue;
		p->caps.named |= 1U << i;
		return value_number("mask", r->arg[1], 16, UINT64_MAX,
				    &p->caps.mask[i], e);
	}
	return err_set(e, EINVAL, "no set of capabilities is named \"%s\"",
		       r->arg[0]);
}

static int set_nnp(struct program *p, const struct record *r, struct err *e)
{
	(void)r, (void)e;
	p->nnp = true;
	return 0;
}

static int set_console(struct program *p, const struct record *r, struct err *e)
{
	(void)r, (void)e;
	p->console = true;
	return 0;
}

static int set_wait(struct program *p, const struct record *r, struct err *e)
{
	(void)r, (void)e;
	p->wait = true;
	return 0;
}

static int set_winsize(struct program *p, const struct record *r,
		       struct err *e)
{
	uint64_t rows, columns;
	int rc = value_number("number of rows", r->arg[0], 10, UINT16_MAX,
			      &rows, e);

	if (!rc)
		rc = value_number("number of columns", r->arg[1], 10,
				  UINT16_MAX, &columns, e);
	if (!rc)
		p->size = (struct winsize){ rows, columns, 0, 0 };
	return rc;
}

static int set_oom(struct program *p, const struct record *r, struct err *e)
{
	return weight_oom(&p->weight, r->arg[0], e);
}

static int set_sched(struct program *p, const struct record *r, struct err *e)
{
	return weight_sched(&p->weight, r->arg[0], r->arg[1], r->arg[2], e);
}

static int set_ioprio(struct program *p, const struct record *r, struct err *e)
{
	return weight_ioprio(&p->weight, r->arg[0], r->arg[1], e);
}

static int set_seccomp(struct program *p, const struct record *r,
		       struct err *e)
{
	return syscalls_read(&p->syscalls, r->arg[0], r->arg[1], e);
}

/* The directives that describe the program; the others are actions. */
static int (*const setters[D_COUNT])(struct program *, const struct record *,
				     struct err *) = {
	[D_ARG]		= set_arg,
	[D_ENV]		= set_env,
	[D_CWD]		= set_cwd,
	[D_ROOT]	= set_root,
	[D_FILES]	= set_files,
	[D_HOME]	= set_home,
	[D_USER]	= set_user,
	[D_GROUP]	= set_group,
	[D_UMASK]	= set_umask,
	[D_RLIMIT]	= set_rlimit,
	[D_CAP]		= set_cap,
	[D_NNP]		= set_nnp,
	[D_CONSOLE]	= set_console,
	[D_WAIT]	= set_wait,
	[D_WINSIZE]	= set_winsize,
	[D_OOM]		= set_oom,
	[D_SCHED]	= set_sched,
	[D_IOPRIO]	= set_ioprio,
	[D_SECCOMP]	= set_seccomp,
};

static int count_records(const char *bytes, size_t size,
			 size_t count[D_COUNT], struct err *e)
{
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, e)) > 0)
		count[r.what]++;
	if (!rc && !count[D_ARG])
		rc = err_set(e, EINVAL,
			     "no arg record: the description names no program");
	return rc;
}

static int set_all(struct program *p, const char *bytes, size_t size,
		   struct err *e)
{
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, e)) > 0) {
		if (setters[r.what] && setters[r.what](p, &r, e))
			return record_failed(&r, e);
	}
	return rc;
}

int program_read(struct program *p, const char *bytes, size_t size,
		 struct err *e)
{
	size_t count[D_COUNT] = { 0 };
	const char **argv, **envp;
	int rc;

	*p = (struct program){ .cwd = "/", .umask = 0022 };
	rc = count_records(bytes, size, count, e);
	if (rc)
		return rc;
	p->argv = argv = calloc(count[D_ARG] + 1, sizeof(*argv));
	/* HOME may join them */
	p->envp = envp = calloc(count[D_ENV] + 2, sizeof(*envp));
	p->groups = calloc(count[D_GROUP] + 1, sizeof(*p->groups));
	if (!argv || !envp || !p->groups)
		rc = err_set(e, ENOMEM, "no memory for the program's words");
	else
		rc = set_all(p, bytes, size, e);
	/* set_all() moved these two along. */
	p->argv = argv;
	p->envp = envp;
	if (rc)
		program_free(p);
	return rc;
}

static int refuse_actions(const char *bytes, size_t size, struct err *e)
{
	struct cursor c;
	struct record r;
	int rc;

	config_rewind(&c, bytes, size);
	while ((rc = config_next(&c, &r, e)) > 0) {
		if (setters[r.what] && r.what != D_ROOT && r.what != D_WAIT)
			continue;
		err_set(e, EINVAL, "does not describe a program");
		return record_failed(&r, e);
	}
	return rc;
}

int program_read_only(struct program *p, const char *bytes, size_t size,
		      struct err *e)
{
	int rc = refuse_actions(bytes, size, e);

	return rc ? rc : program_read(p, bytes, size, e);
}

void program_free(struct program *p)
{
	free(p->syscalls.filter);
	free(p->argv);
	free(p->envp);
	free(p->groups);
	*p = (struct program){ 0 };
}
