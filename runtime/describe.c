// SPDX-License-Identifier: ISC
/* The program, and what of the system is not files. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/describe.h"
#include "runtime/seccomp.h"

/* Those that Linux 6.1 knows: CAP_CHECKPOINT_RESTORE is the last. */
#define CAPS_KNOWN	((1ULL << 41) - 1)

static void add_words(struct records *out, const char *name,
		      const char **words)
{
	for (; words && *words; words++)
		records_add(out, name, *words, NULL);
}

static void add_user(struct records *out, const struct spec_user *u)
{
	char uid[24], gid[24];

	snprintf(uid, sizeof(uid), "%" PRIu64, u->uid.value);
	snprintf(gid, sizeof(gid), "%" PRIu64, u->gid.value);
	records_add(out, "user", uid, gid, NULL);
	for (size_t i = 0; i < u->n_groups; i++)
		records_addf(out, "group", "%u", u->groups[i]);
	if (u->umask.set)
		records_addf(out, "umask", "%04o",
			     (unsigned int)u->umask.value);
}

static void add_caps(struct records *out, const struct spec_process *p)
{
	static const char *const names[CAP_SET_COUNT] = {
		[CAP_SET_BOUNDING]	= "bounding",
		[CAP_SET_EFFECTIVE]	= "effective",
		[CAP_SET_INHERITABLE]	= "inheritable",
		[CAP_SET_PERMITTED]	= "permitted",
		[CAP_SET_AMBIENT]	= "ambient",
	};
	/* a kernel raises no other ones */
	uint64_t ambient = p->caps[CAP_SET_PERMITTED] &
			   p->caps[CAP_SET_INHERITABLE];
	char mask[24];

	for (unsigned int i = 0; i < CAP_SET_COUNT; i++) {
		uint64_t known = p->caps[i] & CAPS_KNOWN;

		if (i == CAP_SET_AMBIENT)
			known &= ambient;
		snprintf(mask, sizeof(mask), "%llx",
			 (unsigned long long)known);
		records_add(out, "cap", names[i], mask, NULL);
	}
}

static void limit_text(const struct count *c, char *text, size_t size)
{
	if (c->value == UINT64_MAX)
		snprintf(text, size, "unlimited");
	else
		snprintf(text, size, "%" PRIu64, c->value);
}

static void add_rlimits(struct records *out, const struct list *l)
{
	const struct spec_rlimit *r = l->items;
	char soft[24], hard[24];

	for (size_t i = 0; i < l->n; i++) {
		limit_text(&r[i].soft, soft, sizeof(soft));
		limit_text(&r[i].hard, hard, sizeof(hard));
		records_add(out, "rlimit", r[i].type, soft, hard, NULL);
	}
}

/*
 * Guest init finds out what HOME is to be, if the program's environment has
 * none.
 */
int describe_program(struct records *out, const struct spec_process *p,
		     struct err *e)
{
	add_words(out, "arg", p->args);
	add_words(out, "env", p->env);
	records_add(out, "home", NULL);
	records_add(out, "cwd", p->cwd, NULL);
	add_user(out, &p->user);
	add_caps(out, p);
	add_rlimits(out, &p->rlimits);
	if (p->no_new_privs)
		records_add(out, "nnp", NULL);
	if (p->oom_score_adj.set)
		records_addf(out, "oom", "%" PRId64, p->oom_score_adj.value);
	if (p->terminal)
		records_add(out, "console", NULL);
	if (p->terminal && p->console.height.value &&
	    p->console.width.value) {
		char rows[24], columns[24];

		snprintf(rows, sizeof(rows), "%" PRIu64,
			 p->console.height.value);
		snprintf(columns, sizeof(columns), "%" PRIu64,
			 p->console.width.value);
		records_add(out, "winsize", rows, columns, NULL);
	}
	return records_check(out, e);
}

static void add_sysctl(struct records *out, struct json_object *o)
{
	if (!o)
		return;
	json_object_object_foreach(o, key, value)
		records_add(out, "sysctl", key, json_object_get_string(value),
			    NULL);
}

static void add_joined_namespaces(struct records *out,
				  const struct joining *j)
{
	if (j && !j->ipc)
		records_add(out, "namespace", "ipc", NULL);
	if (j && !j->uts)
		records_add(out, "namespace", "uts", NULL);
}

int describe_system(struct records *out, const struct spec *s,
		    const struct joining *j, spec_warn_fn warn, struct err *e)
{
	const struct spec_namespace *pids = spec_namespace(s, "pid");

	/* before /proc is mounted, which shows it */
	if (pids && !pids->path)
		records_add(out, "namespace", "pid", NULL);
	add_joined_namespaces(out, j);
	describe_limits(out, &s->linux_.resources, j, warn);
	if (spec_namespace(s, "cgroup"))
		records_add(out, "namespace", "cgroup", NULL);
	if (s->hostname && *s->hostname)
		records_add(out, "hostname", s->hostname, NULL);
	if (s->domainname && *s->domainname)
		records_add(out, "domainname", s->domainname, NULL);
	if (describe_files(out, s, j, warn, e) < 0)
		return -e->code;
	add_sysctl(out, s->linux_.sysctl);
	return seccomp_describe(out, &s->linux_.seccomp, e);
}
