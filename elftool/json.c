// SPDX-License-Identifier: ISC
/*
 * A manifest's JSON:
 *
 *	{ "type": "solo5.manifest", "version": 1,
 *	  "devices": [ { "name": "disk0", "type": "BLOCK_BASIC" }, ... ] }
 *
 * Strict: nothing else may be there, nothing may be missing.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "elftool/elftool.h"
#include "lib/err.h"

#define DEPTH_MAX	8

static const struct {
	const char *name;
	uint32_t type;
} types[] = {
	{ "BLOCK_BASIC", MFT_DEV_BLOCK_BASIC },
	{ "NET_BASIC", MFT_DEV_NET_BASIC },
	{ "FILES", MFT_DEV_FILES },
	{ "CONTROL", MFT_DEV_CONTROL },
	{ NULL, 0 },
};

static int bad(struct err *e, const char *why)
{
	return err_set(e, EINVAL, "bad manifest: %s", why);
}

/* The text of a member that must be a string; NULL */
static const char *text_of(json_object *o, const char *key)
{
	json_object *v;

	if (!json_object_object_get_ex(o, key, &v) ||
	    !json_object_is_type(v, json_type_string))
		return NULL;
	if (strlen(json_object_get_string(v)) !=
	    (size_t)json_object_get_string_len(v))
		return NULL;
	return json_object_get_string(v);
}

/* Only those keys, NULL-ended. */
static int check_keys(json_object *o, const char *const *keys, struct err *e)
{
	json_object_object_foreach(o, key, value) {
		int i = 0;

		(void)value;
		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (!keys[i])
			return err_set(e, EINVAL, "bad manifest: unknown key "
				       "\"%.40s\"", key);
	}
	return 0;
}

static int take_name(struct mft_entry *m, const char *name, struct err *e)
{
	if (!name)
		return bad(e, "a device has no \"name\" that is a string");
	if (!name[0] || strlen(name) > MFT1_NAME_MAX)
		return err_set(e, EINVAL, "bad manifest: a device's name has "
			       "not 1 to %d characters", MFT1_NAME_MAX);
	memcpy(m->name, name, strlen(name));
	return 0;
}

static int take_type(struct mft_entry *m, const char *type, struct err *e)
{
	for (int i = 0; type && types[i].name; i++)
		if (!strcmp(types[i].name, type))
			m->type = types[i].type;
	if (!m->type)
		return err_set(e, EINVAL, "bad manifest: device %s: \"type\" "
			       "is neither \"BLOCK_BASIC\" nor \"NET_BASIC\", "
			       "nor one of ours", m->name);
	return 0;
}

static int take_device(struct manifest *mft, json_object *o, struct err *e)
{
	static const char *const keys[] = { "name", "type", NULL };
	struct mft_entry *m = &mft->e[mft->entries];

	if (!json_object_is_type(o, json_type_object))
		return bad(e, "a device is no object");
	if (check_keys(o, keys, e) < 0 ||
	    take_name(m, text_of(o, "name"), e) < 0 ||
	    take_type(m, text_of(o, "type"), e) < 0)
		return -e->code;
	for (uint32_t i = 1; i < mft->entries; i++)
		if (!strcmp(mft->e[i].name, m->name))
			return err_set(e, EINVAL, "bad manifest: device %s is "
				       "there twice", m->name);
	mft->entries++;
	return 0;
}

static int take_devices(struct manifest *mft, json_object *o, struct err *e)
{
	json_object *list;
	size_t n;

	if (!json_object_object_get_ex(o, "devices", &list) ||
	    !json_object_is_type(list, json_type_array))
		return bad(e, "\"devices\" is not there or no array");
	n = json_object_array_length(list);
	if (n > MFT1_ENTRIES_MAX - 1)
		return err_set(e, EINVAL, "bad manifest: %zu devices, more "
			       "than %d", n, MFT1_ENTRIES_MAX - 1);
	for (size_t i = 0; i < n; i++)
		if (take_device(mft, json_object_array_get_idx(list, i), e) < 0)
			return -e->code;
	return 0;
}

static int take_manifest(struct manifest *m, json_object *o, struct err *e)
{
	static const char *const keys[] = { "type", "version", "devices",
					    NULL };
	const char *type;
	json_object *version;

	if (!json_object_is_type(o, json_type_object))
		return bad(e, "no JSON object");
	if (check_keys(o, keys, e) < 0)
		return -e->code;
	type = text_of(o, "type");
	if (!type || strcmp(type, "solo5.manifest"))
		return bad(e, "\"type\" is not \"solo5.manifest\"");
	if (!json_object_object_get_ex(o, "version", &version) ||
	    !json_object_is_type(version, json_type_int) ||
	    json_object_get_int64(version) != MFT1_VERSION)
		return bad(e, "\"version\" is not 1");
	memset(m, 0, sizeof(*m));
	m->version = MFT1_VERSION;
	m->entries = 1;
	m->e[0].type = MFT_RESERVED_FIRST;
	if (take_devices(m, o, e) < 0)
		return -e->code;
	return manifest_check(m, MFT1_SIZE(m->entries), e);
}

static json_object *parse(const char *text, size_t len, struct err *e)
{
	struct json_tokener *t = json_tokener_new_ex(DEPTH_MAX);
	enum json_tokener_error why;
	json_object *o;

	if (!t) {
		err_set(e, ENOMEM, "no memory");
		return NULL;
	}
	json_tokener_set_flags(t, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	/* its NUL ends the text, and a number at its end */
	o = json_tokener_parse_ex(t, text, (int)len + 1);
	why = json_tokener_get_error(t);
	if (why == json_tokener_success && !o)
		bad(e, "no JSON object");
	else if (why != json_tokener_success)
		err_set(e, EINVAL, "bad manifest: %s",
			why == json_tokener_continue ? "it is cut short" :
			json_tokener_error_desc(why));
	json_tokener_free(t);
	return o;
}

int json_to_manifest(const char *text, size_t len, struct manifest *m,
		     struct err *e)
{
	json_object *o;
	int r;

	if (len > MANIFEST_JSON_MAX || strlen(text) != len)
		return bad(e, "too long, or it has a NUL");
	o = parse(text, len, e);
	if (!o)
		return -e->code;
	r = take_manifest(m, o, e);
	json_object_put(o);
	return r;
}
