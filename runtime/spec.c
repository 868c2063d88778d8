// SPDX-License-Identifier: ISC
/* config.json as a whole. */
#include <errno.h>
#include <string.h>

#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec, member)

static const struct field root_fields[] = {
	{ "path", FIELD_STRING, true, AT(root.path) - AT(root) },
	{ "readonly", FIELD_BOOL, false, AT(root.readonly) - AT(root) },
	{ NULL },
};

static const struct field mount_fields[] = {
	{ "destination", FIELD_STRING, true,
	  offsetof(struct spec_mount, destination) },
	{ "type", FIELD_STRING, false, offsetof(struct spec_mount, type) },
	{ "source", FIELD_STRING, false, offsetof(struct spec_mount, source) },
	{ "options", FIELD_STRINGS, false,
	  offsetof(struct spec_mount, options) },
	{ "uidMappings", FIELD_REFUSE, .why = "ID-mapped mounts" },
	{ "gidMappings", FIELD_REFUSE, .why = "ID-mapped mounts" },
	{ NULL },
};

int spec_read_strings_map(struct reader *r, struct json_object *v, void *into)
{
	const char *s;

	if (!json_object_is_type(v, json_type_object))
		return reader_fail(r, "not an object");
	json_object_object_foreach(v, name, value) {
		if (!*name)
			return reader_fail(r, "an empty name");
		if (reader_string(r, value, &s) < 0)
			return -r->e->code;
	}
	*(struct json_object **)into = v;
	return 0;
}

static int read_process(struct reader *r, struct json_object *v, void *into)
{
	struct spec *s = into;

	s->has_process = true;
	if (reader_object(r, v, spec_process_fields, &s->process) < 0)
		return -r->e->code;
	return spec_check_process(r, &s->process);
}

static const struct field fields[] = {
	{ "ociVersion", FIELD_STRING, true, AT(version) },
	{ "hostname", FIELD_STRING, false, AT(hostname) },
	{ "domainname", FIELD_STRING, false, AT(domainname) },
	{ "root", FIELD_OBJECT, true, AT(root), .of = root_fields },
	{ "process", FIELD_CALL, .call = read_process },
	{ "mounts", FIELD_LIST, false, AT(mounts), sizeof(struct spec_mount),
	  mount_fields },
	{ "hooks", FIELD_OBJECT, false, AT(hooks), .of = spec_hooks_fields },
	{ "annotations", FIELD_CALL, false, AT(annotations),
	  .call = spec_read_strings_map },
	{ "linux", FIELD_OBJECT, false, AT(linux_), .of = spec_linux_fields },
	{ "solaris", FIELD_REFUSE, .why = "another system's" },
	{ "windows", FIELD_REFUSE, .why = "another system's" },
	{ "vm", FIELD_REFUSE, .why = "a virtual machine's" },
	{ NULL },
};

static int check_version(struct reader *r, const struct spec *s)
{
	if (!strncmp(s->version, "1.", 2))
		return 0;
	return reader_fail(r, "ociVersion %s is not 1.x", s->version);
}

static int check_mounts(struct reader *r, const struct spec *s)
{
	const struct spec_mount *m = s->mounts.items;

	for (size_t i = 0; i < s->mounts.n; i++)
		if (!*m[i].destination)
			return reader_fail(r, "mounts[%zu]: an empty "
					   "destination", i);
	return 0;
}

static int check(struct reader *r, const struct spec *s)
{
	int rc = check_version(r, s);

	if (!rc && !*s->root.path)
		rc = reader_fail(r, "root.path is empty");
	return rc ? rc : check_mounts(r, s);
}

int spec_read(struct spec *s, struct json_object *json, spec_warn_fn warn,
	      struct err *e)
{
	struct reader r = { .arena = &s->arena, .warn = warn, .e = e };
	int rc;

	*s = (struct spec){ .json = json };
	rc = reader_object(&r, json, fields, s);
	if (!rc)
		rc = check(&r, s);
	if (rc)
		spec_free(s);
	return rc;
}

void spec_free(struct spec *s)
{
	json_object_put(s->json);
	arena_free(&s->arena);
	*s = (struct spec){ 0 };
}

const struct spec_namespace *spec_namespace(const struct spec *s,
					    const char *type)
{
	const struct spec_namespace *n = s->linux_.namespaces.items;

	for (size_t i = 0; i < s->linux_.namespaces.n; i++)
		if (!strcmp(n[i].type, type))
			return &n[i];
	return NULL;
}
