/* SPDX-License-Identifier: ISC */
/*
 * A bundle's config.json (OCI runtime specification 1.0.2, and what 1.1 and 1.2
 * add), read and checked.  Pointers belong to the spec.
 */
#ifndef RUNTIME_SPEC_H
#define RUNTIME_SPEC_H

#include "runtime/arena.h"
#include "runtime/json.h"
#include "runtime/reader.h"

#define SPEC_VERSION	"1.0.2"

enum cap_set {
	CAP_SET_BOUNDING,
	CAP_SET_EFFECTIVE,
	CAP_SET_INHERITABLE,
	CAP_SET_PERMITTED,
	CAP_SET_AMBIENT,
	CAP_SET_COUNT,
};

struct spec_rlimit {
	const char *type;		/* "RLIMIT_NOFILE" */
	struct count soft, hard;
};

struct spec_user {
	struct count uid, gid, umask;
	uint32_t *groups;
	size_t n_groups;
};

struct spec_process {
	bool terminal;
	struct { struct count height, width; } console;
	struct spec_user user;
	const char **args, **env;	/* NULL, or NULL-terminated */
	const char *cwd;
	bool has_caps;
	uint64_t caps[CAP_SET_COUNT];	/* bit n: capability n */
	struct list rlimits;		/* struct spec_rlimit */
	bool no_new_privs;
	struct integer oom_score_adj;
};

struct spec_mount {
	const char *destination, *type, *source;
	const char **options;		/* NULL, or NULL-terminated */
};

struct spec_hook {
	const char *path;
	const char **args, **env;	/* NULL: not given */
	struct integer timeout;		/* seconds */
};

enum hook_place {
	HOOK_PRESTART,
	HOOK_CREATE_RUNTIME,
	HOOK_CREATE_CONTAINER,
	HOOK_START_CONTAINER,
	HOOK_POSTSTART,
	HOOK_POSTSTOP,
	HOOK_PLACES,
};

struct spec_namespace {
	const char *type, *path;	/* path NULL: a new one */
};

struct spec_id_map {
	struct count inside, outside, size;
};

struct spec_device {
	const char *path, *type;	/* type "c", "b", "u" or "p" */
	struct integer major, minor;
	struct count mode, uid, gid;
};

struct spec_block_device {
	struct integer major, minor;
	struct count weight, rate;
};

struct spec_block_io {
	struct count weight;
	struct list weight_device;	/* struct spec_block_device, ... */
	struct list read_bps, write_bps, read_iops, write_iops;
};

struct spec_resources {
	struct {
		struct integer limit, reservation, swap;
		struct count swappiness;
		bool disable_oom_killer;
	} memory;
	struct {
		struct count shares, period, rt_period;
		struct integer quota, rt_runtime, idle;
		struct count burst;
		const char *cpus, *mems;
	} cpu;
	struct { struct integer limit; } pids;
	struct spec_block_io block;
	struct json_object *unified;	/* NULL, or an object of strings */
};

struct spec_seccomp_arg {
	struct count index, value, value_two;
	const char *op;
};

struct spec_seccomp_rule {
	const char **names;
	const char *action;
	struct count errno_ret;
	struct list args;		/* struct spec_seccomp_arg */
};

struct spec_seccomp {
	bool set;
	const char *default_action;
	struct count default_errno;
	const char **architectures, **flags;
	struct list rules;		/* struct spec_seccomp_rule */
};

struct spec_linux {
	struct list namespaces, uid_maps, gid_maps, devices;
	const char *cgroups_path, *rootfs_propagation;
	const char **masked, **readonly;
	struct json_object *sysctl;	/* NULL, or an object of strings */
	struct spec_resources resources;
	struct spec_seccomp seccomp;
};

struct spec {
	struct arena arena;
	struct json_object *json;
	const char *version, *hostname, *domainname;
	struct { const char *path; bool readonly; } root;
	bool has_process;
	struct spec_process process;
	struct list mounts;		/* struct spec_mount */
	struct list hooks[HOOK_PLACES];	/* struct spec_hook */
	struct json_object *annotations;	/* NULL, or of strings */
	struct spec_linux linux_;
};

typedef void (*spec_warn_fn)(const char *text);

/*
 * Takes json over, on failure as well.  warn is told about members that are not
 * known or not honoured.  What is accepted is well formed: paths that have to
 * be absolute are, required members are there.
 */
int spec_read(struct spec *s, struct json_object *json, spec_warn_fn warn,
	      struct err *e);

void spec_free(struct spec *s);

/* The first namespace of that type, or NULL. */
const struct spec_namespace *spec_namespace(const struct spec *s,
					    const char *type);

/*
 * A process by itself, as for exec; strings belong to json, arrays to arena.
 */
int spec_process_read(struct spec_process *p, struct json_object *json,
		      struct arena *arena, spec_warn_fn warn, struct err *e);

/* The resources by themselves, as for update. */
int spec_resources_read(struct spec_resources *res, struct json_object *json,
			struct arena *arena, spec_warn_fn warn, struct err *e);

/* Tables of the parts, for spec.c. */
extern const struct field spec_process_fields[], spec_hooks_fields[];
extern const struct field spec_linux_fields[], spec_resources_fields[];
extern const struct field spec_seccomp_fields[];

int spec_check_process(struct reader *r, const struct spec_process *p);

/* For FIELD_CALL: into is a struct json_object *, borrowed. */
int spec_read_strings_map(struct reader *r, struct json_object *v, void *into);

#endif
