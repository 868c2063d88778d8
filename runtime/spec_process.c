// SPDX-License-Identifier: ISC
/* The process of config.json, and that of exec. */
#include <errno.h>
#include <string.h>
#include <sys/capability.h>

#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec_process, member)

/* A name that this system does not know can't be granted: it is passed over. */
static int read_cap_set(struct reader *r, struct json_object *v, void *into)
{
	const char **names;
	uint64_t *mask = into;
	cap_value_t cap;

	if (reader_strings(r, v, &names) < 0)
		return -r->e->code;
	for (*mask = 0; *names; names++) {
		if (cap_from_name(*names, &cap) < 0 || cap >= 64)
			reader_warn(r, "no capability is named %s", *names);
		else
			*mask |= 1ULL << cap;
	}
	return 0;
}

static const struct field cap_fields[] = {
	{ "bounding", FIELD_CALL, false, CAP_SET_BOUNDING * 8,
	  .call = read_cap_set },
	{ "effective", FIELD_CALL, false, CAP_SET_EFFECTIVE * 8,
	  .call = read_cap_set },
	{ "inheritable", FIELD_CALL, false, CAP_SET_INHERITABLE * 8,
	  .call = read_cap_set },
	{ "permitted", FIELD_CALL, false, CAP_SET_PERMITTED * 8,
	  .call = read_cap_set },
	{ "ambient", FIELD_CALL, false, CAP_SET_AMBIENT * 8,
	  .call = read_cap_set },
	{ NULL },
};

static int read_caps(struct reader *r, struct json_object *v, void *into)
{
	struct spec_process *p = into;

	p->has_caps = true;
	return reader_object(r, v, cap_fields, p->caps);
}

/* The highest id means "leave as it is" to a kernel. */
static int check_id(struct reader *r, const struct count *c)
{
	if (c->value < UINT32_MAX)
		return 0;
	return reader_fail(r, "no user or group id: %llu",
			   (unsigned long long)c->value);
}

static int read_groups(struct reader *r, struct json_object *v, void *into)
{
	struct spec_user *u = into;
	struct count c = { 0 };

	if (!json_object_is_type(v, json_type_array))
		return reader_fail(r, "not an array");
	u->n_groups = json_object_array_length(v);
	u->groups = arena_zalloc(r->arena, u->n_groups + 1, sizeof(uint32_t));
	if (!u->groups)
		return reader_fail(r, "no memory");
	for (size_t i = 0; i < u->n_groups; i++) {
		struct json_object *id = json_object_array_get_idx(v, i);

		if (reader_uint(r, id, &c.value) < 0 || check_id(r, &c) < 0)
			return -r->e->code;
		u->groups[i] = (uint32_t)c.value;
	}
	return 0;
}

static const struct field user_fields[] = {
	{ "uid", FIELD_UINT, false, offsetof(struct spec_user, uid) },
	{ "gid", FIELD_UINT, false, offsetof(struct spec_user, gid) },
	{ "umask", FIELD_UINT, false, offsetof(struct spec_user, umask) },
	{ "additionalGids", FIELD_CALL, .call = read_groups },
	{ "username", FIELD_IGNORE },	/* Windows' */
	{ NULL },
};

static const struct field console_fields[] = {
	{ "height", FIELD_UINT, false,
	  AT(console.height) - AT(console) },
	{ "width", FIELD_UINT, false,
	  AT(console.width) - AT(console) },
	{ NULL },
};

static const struct field rlimit_fields[] = {
	{ "type", FIELD_STRING, true, offsetof(struct spec_rlimit, type) },
	{ "soft", FIELD_UINT, true, offsetof(struct spec_rlimit, soft) },
	{ "hard", FIELD_UINT, true, offsetof(struct spec_rlimit, hard) },
	{ NULL },
};

#define NO_LSM	"the library kernel has no such security module"
#define NO_SCHED "the container's processes share one processor"

const struct field spec_process_fields[] = {
	{ "terminal", FIELD_BOOL, false, AT(terminal) },
	{ "consoleSize", FIELD_OBJECT, false, AT(console),
	  .of = console_fields },
	{ "user", FIELD_OBJECT, false, AT(user), .of = user_fields },
	{ "args", FIELD_STRINGS, true, AT(args) },
	{ "commandLine", FIELD_IGNORE },	/* Windows' */
	{ "env", FIELD_STRINGS, false, AT(env) },
	{ "cwd", FIELD_STRING, true, AT(cwd) },
	{ "capabilities", FIELD_CALL, .call = read_caps },
	{ "rlimits", FIELD_LIST, false, AT(rlimits),
	  sizeof(struct spec_rlimit), rlimit_fields },
	{ "noNewPrivileges", FIELD_BOOL, false, AT(no_new_privs) },
	{ "oomScoreAdj", FIELD_INT, false, AT(oom_score_adj) },
	{ "apparmorProfile", FIELD_WARN, .why = NO_LSM },
	{ "selinuxLabel", FIELD_WARN, .why = NO_LSM },
	{ "ioPriority", FIELD_WARN, .why = NO_SCHED },
	{ "scheduler", FIELD_WARN, .why = NO_SCHED },
	{ "execCPUAffinity", FIELD_WARN, .why = NO_SCHED },
	{ NULL },
};

static int check_env(struct reader *r, const struct spec_process *p)
{
	for (size_t i = 0; p->env && p->env[i]; i++)
		if (!strchr(p->env[i], '=') || p->env[i][0] == '=')
			return reader_fail(r, "env[%zu] is not NAME=VALUE", i);
	return 0;
}

static int check_rlimits(struct reader *r, const struct spec_process *p)
{
	const struct spec_rlimit *l = p->rlimits.items;

	for (size_t i = 0; i < p->rlimits.n; i++) {
		if (strncmp(l[i].type, "RLIMIT_", 7))
			return reader_fail(r, "rlimits[%zu]: no limit is "
					   "named %s", i, l[i].type);
		if (l[i].soft.value > l[i].hard.value)
			return reader_fail(r, "rlimits[%zu]: soft is above "
					   "hard", i);
	}
	return 0;
}

int spec_check_process(struct reader *r, const struct spec_process *p)
{
	int rc;

	if (!p->args[0])
		return reader_fail(r, "args is empty");
	if (p->cwd[0] != '/')
		return reader_fail(r, "cwd \"%s\" is not an absolute path",
				   p->cwd);
	if (p->user.umask.value > 0777)
		return reader_fail(r, "user.umask is above 0777");
	if (p->oom_score_adj.value < -1000 || p->oom_score_adj.value > 1000)
		return reader_fail(r, "oomScoreAdj is not from -1000 to 1000");
	rc = check_id(r, &p->user.uid);
	if (!rc)
		rc = check_id(r, &p->user.gid);
	if (!rc)
		rc = check_env(r, p);
	return rc ? rc : check_rlimits(r, p);
}

int spec_process_read(struct spec_process *p, struct json_object *json,
		      struct arena *arena, spec_warn_fn warn, struct err *e)
{
	struct reader r = { .arena = arena, .warn = warn, .e = e,
			    .path = "process" };

	*p = (struct spec_process){ 0 };
	if (reader_object(&r, json, spec_process_fields, p) < 0)
		return -e->code;
	return spec_check_process(&r, p);
}
