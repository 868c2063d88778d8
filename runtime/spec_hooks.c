// SPDX-License-Identifier: ISC
/* The hooks of config.json. */
#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec_hook, member)

static const struct field hook_fields[] = {
	{ "path", FIELD_STRING, true, AT(path) },
	{ "args", FIELD_STRINGS, false, AT(args) },
	{ "env", FIELD_STRINGS, false, AT(env) },
	{ "timeout", FIELD_INT, false, AT(timeout) },
	{ NULL },
};

static int read_hooks(struct reader *r, struct json_object *v, void *into)
{
	struct list *l = into;
	struct spec_hook *h;

	if (!json_object_is_type(v, json_type_array))
		return reader_fail(r, "not an array");
	l->n = json_object_array_length(v);
	l->items = arena_zalloc(r->arena, l->n + 1, sizeof(*h));
	if (!l->items)
		return reader_fail(r, "no memory");
	h = l->items;
	for (size_t i = 0; i < l->n; i++) {
		if (reader_object(r, json_object_array_get_idx(v, i),
				  hook_fields, &h[i]) < 0)
			return -r->e->code;
		if (h[i].path[0] != '/')
			return reader_fail(r, "[%zu].path \"%s\" is not an "
					   "absolute path", i, h[i].path);
		if (h[i].timeout.set && h[i].timeout.value <= 0)
			return reader_fail(r, "[%zu].timeout is not positive",
					   i);
	}
	return 0;
}

#define PLACE(name, place) \
	{ name, FIELD_CALL, false, (place) * sizeof(struct list), \
	  .call = read_hooks }

const struct field spec_hooks_fields[] = {
	PLACE("prestart", HOOK_PRESTART),
	PLACE("createRuntime", HOOK_CREATE_RUNTIME),
	PLACE("createContainer", HOOK_CREATE_CONTAINER),
	PLACE("startContainer", HOOK_START_CONTAINER),
	PLACE("poststart", HOOK_POSTSTART),
	PLACE("poststop", HOOK_POSTSTOP),
	{ NULL },
};
