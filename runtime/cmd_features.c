// SPDX-License-Identifier: ISC
/*
 * features: what this runtime can do, as of version 1.1 of the specification.
 */
#include <errno.h>
#include <sys/capability.h>

#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/json.h"
#include "runtime/spec.h"

static const char *const hooks[] = {
	"prestart", "createRuntime", "createContainer", "startContainer",
	"poststart", "poststop", NULL,
};

static const char *const mount_options[] = {
	"async", "atime", "bind", "defaults", "dev", "diratime", "dirsync",
	"exec", "iversion", "lazytime", "loud", "mand", "noatime", "nodev",
	"nodiratime", "noexec", "noiversion", "nolazytime", "nomand",
	"norelatime", "nostrictatime", "nosuid", "nosymfollow", "private",
	"ratime", "rbind", "rdev", "rdiratime", "relatime", "remount", "rexec",
	"rnoatime", "rnodev", "rnodiratime", "rnoexec", "rnorelatime",
	"rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate",
	"rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime",
	"rsuid", "rsymfollow", "rw", "shared", "silent", "slave",
	"strictatime", "suid", "symfollow", "sync", "tmpcopyup", NULL,
};

static const char *const namespaces[] = {
	"cgroup", "ipc", "mount", "network", "pid", "user", "uts", NULL,
};

static const char *const actions[] = {
	"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL",
	"SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG",
	"SCMP_ACT_TRACE", "SCMP_ACT_TRAP", NULL,
};

static const char *const operators[] = {
	"SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE",
	"SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE", NULL,
};

static const char *const flags[] = {
	"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
	"SECCOMP_FILTER_FLAG_TSYNC", NULL,
};

static struct json_object *strings(const char *const *list)
{
	struct json_object *a = json_object_new_array();

	for (; a && *list; list++)
		json_object_array_add(a, json_object_new_string(*list));
	return a;
}

/* Those that have a name in libcap and in the library kernel. */
static struct json_object *capabilities(void)
{
	struct json_object *a = json_object_new_array();

	for (cap_value_t cap = 0; a && cap <= CAP_CHECKPOINT_RESTORE; cap++) {
		char *name = cap_to_name(cap);

		if (!name)
			continue;
		for (char *p = name; *p; p++)
			if (*p >= 'a' && *p <= 'z')
				*p -= 'a' - 'A';
		json_object_array_add(a, json_object_new_string(name));
		cap_free(name);
	}
	return a;
}

static struct json_object *booleans(const char *const *names,
				    const bool *values)
{
	struct json_object *o = json_object_new_object();

	for (; o && *names; names++, values++)
		json_add(o, *names, json_object_new_boolean(*values));
	return o;
}

static struct json_object *cgroup(void)
{
	static const char *const names[] = {
		"v1", "v2", "systemd", "systemdUser", "rdma", NULL,
	};
	static const bool values[] = { true, true, false, false, false };

	return booleans(names, values);
}

static struct json_object *disabled(void)
{
	static const char *const names[] = { "enabled", NULL };
	static const bool values[] = { false };

	return booleans(names, values);
}

static struct json_object *seccomp(void)
{
	struct json_object *o = json_object_new_object();

	if (!o || json_add(o, "enabled", json_object_new_boolean(true)) < 0 ||
	    json_add(o, "actions", strings(actions)) < 0 ||
	    json_add(o, "operators", strings(operators)) < 0 ||
	    json_add(o, "knownFlags", strings(flags)) < 0 ||
	    json_add(o, "supportedFlags", strings(flags)) < 0) {
		json_object_put(o);
		return NULL;
	}
	return o;
}

static struct json_object *linux_features(void)
{
	struct json_object *o = json_object_new_object();

	if (!o || json_add(o, "namespaces", strings(namespaces)) < 0 ||
	    json_add(o, "capabilities", capabilities()) < 0 ||
	    json_add(o, "cgroup", cgroup()) < 0 ||
	    json_add(o, "seccomp", seccomp()) < 0 ||
	    json_add(o, "apparmor", disabled()) < 0 ||
	    json_add(o, "selinux", disabled()) < 0) {
		json_object_put(o);
		return NULL;
	}
	return o;
}

int command_features(const struct runtime *rt, int argc, char **argv,
		     struct err *e)
{
	cleanup_json struct json_object *o = json_object_new_object();
	static const struct arg none[] = { { NULL } };
	char **words;

	(void)rt;
	if (args_parse(none, argc, argv, 0, 0, &words, e) < 0)
		return -e->code;
	if (!o || json_add_string(o, "ociVersionMin", "1.0.0") < 0 ||
	    json_add_string(o, "ociVersionMax", "1.1.0") < 0 ||
	    json_add(o, "hooks", strings(hooks)) < 0 ||
	    json_add(o, "mountOptions", strings(mount_options)) < 0 ||
	    json_add(o, "linux", linux_features()) < 0)
		return err_set(e, ENOMEM, "no memory for JSON");
	return json_print(o, e);
}
