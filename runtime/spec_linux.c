// SPDX-License-Identifier: ISC
/* The part of config.json that is Linux's, but for resources and seccomp. */
#include <string.h>

#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec_linux, member)

static const struct field map_fields[] = {
	{ "containerID", FIELD_UINT, true,
	  offsetof(struct spec_id_map, inside) },
	{ "hostID", FIELD_UINT, true, offsetof(struct spec_id_map, outside) },
	{ "size", FIELD_UINT, true, offsetof(struct spec_id_map, size) },
	{ NULL },
};

static const struct field device_fields[] = {
	{ "path", FIELD_STRING, true, offsetof(struct spec_device, path) },
	{ "type", FIELD_STRING, true, offsetof(struct spec_device, type) },
	{ "major", FIELD_INT, false, offsetof(struct spec_device, major) },
	{ "minor", FIELD_INT, false, offsetof(struct spec_device, minor) },
	{ "fileMode", FIELD_UINT, false, offsetof(struct spec_device, mode) },
	{ "uid", FIELD_UINT, false, offsetof(struct spec_device, uid) },
	{ "gid", FIELD_UINT, false, offsetof(struct spec_device, gid) },
	{ NULL },
};

static const struct field namespace_fields[] = {
	{ "type", FIELD_STRING, true, offsetof(struct spec_namespace, type) },
	{ "path", FIELD_STRING, false, offsetof(struct spec_namespace, path) },
	{ NULL },
};

static int check_namespace(struct reader *r, const struct spec_namespace *n)
{
	static const char *const types[] = {
		"pid", "network", "mount", "ipc", "uts", "user", "cgroup",
		"time", NULL,
	};
	unsigned int i = 0;

	while (types[i] && strcmp(types[i], n->type))
		i++;
	if (!types[i])
		return reader_fail(r, "no namespace is named \"%s\"", n->type);
	if (n->path && n->path[0] != '/')
		return reader_fail(r, "%s: \"%s\" is not an absolute path",
				   n->type, n->path);
	return 0;
}

static int read_namespaces(struct reader *r, struct json_object *v, void *into)
{
	struct list *l = into;
	struct spec_namespace *n;

	if (!json_object_is_type(v, json_type_array))
		return reader_fail(r, "not an array");
	l->n = json_object_array_length(v);
	l->items = n = arena_zalloc(r->arena, l->n + 1, sizeof(*n));
	if (!n)
		return reader_fail(r, "no memory");
	for (size_t i = 0; i < l->n; i++) {
		if (reader_object(r, json_object_array_get_idx(v, i),
				  namespace_fields, &n[i]) < 0)
			return -r->e->code;
		if (n[i].path && !*n[i].path)
			n[i].path = NULL;
		if (check_namespace(r, &n[i]) < 0)
			return -r->e->code;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(n[k].type, n[i].type))
				return reader_fail(r, "%s is there twice",
						   n[i].type);
	}
	return 0;
}

static int read_personality(struct reader *r, struct json_object *v, void *into)
{
	const char *domain = json_string(v, "domain");

	(void)into;
	if (!domain || !strcmp(domain, "LINUX"))
		return 0;
	return reader_fail(r, "not supported: %s; the library kernel runs "
			   "64-bit programs only", domain);
}

static int read_seccomp(struct reader *r, struct json_object *v, void *into)
{
	struct spec_seccomp *s = into;

	s->set = true;
	return reader_object(r, v, spec_seccomp_fields, s);
}

const struct field spec_linux_fields[] = {
	{ "namespaces", FIELD_CALL, false, AT(namespaces),
	  .call = read_namespaces },
	{ "uidMappings", FIELD_LIST, false, AT(uid_maps),
	  sizeof(struct spec_id_map), map_fields },
	{ "gidMappings", FIELD_LIST, false, AT(gid_maps),
	  sizeof(struct spec_id_map), map_fields },
	{ "devices", FIELD_LIST, false, AT(devices),
	  sizeof(struct spec_device), device_fields },
	{ "cgroupsPath", FIELD_STRING, false, AT(cgroups_path) },
	{ "rootfsPropagation", FIELD_STRING, false, AT(rootfs_propagation) },
	{ "maskedPaths", FIELD_STRINGS, false, AT(masked) },
	{ "readonlyPaths", FIELD_STRINGS, false, AT(readonly) },
	{ "sysctl", FIELD_CALL, false, AT(sysctl),
	  .call = spec_read_strings_map },
	{ "resources", FIELD_OBJECT, false, AT(resources),
	  .of = spec_resources_fields },
	{ "seccomp", FIELD_CALL, false, AT(seccomp), .call = read_seccomp },
	{ "personality", FIELD_CALL, .call = read_personality },
	{ "mountLabel", FIELD_WARN,
	  .why = "the library kernel has no such security module" },
	{ "intelRdt", FIELD_REFUSE, .why = "cache allocation" },
	{ "timeOffsets", FIELD_REFUSE, .why = "offsets of clocks" },
	{ "netDevices", FIELD_REFUSE, .why = "moving of interfaces by name" },
	{ "memoryPolicy", FIELD_REFUSE, .why = "memory policies" },
	{ NULL },
};
