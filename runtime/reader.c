// SPDX-License-Identifier: ISC
/*
 * JSON into structures, by tables.  Recursion goes as deep as the tables do, or
 * as the JSON, whose depth its parser bounds.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/reader.h"

int reader_fail(struct reader *r, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(r->e, EINVAL, "%s: %s", r->path, text);
}

void reader_warn(struct reader *r, const char *fmt, ...)
{
	char text[256], line[480];
	va_list ap;

	if (!r->warn)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(line, sizeof(line), "%s: %s", r->path, text);
	r->warn(line);
}

int reader_string(struct reader *r, struct json_object *v, const char **out)
{
	const char *s;

	if (!json_object_is_type(v, json_type_string))
		return reader_fail(r, "not a string");
	s = json_object_get_string(v);
	if (strlen(s) != (size_t)json_object_get_string_len(v))
		return reader_fail(r, "a NUL character in it");
	*out = s;
	return 0;
}

static int read_string(struct reader *r, struct json_object *v, void *into)
{
	return reader_string(r, v, into);
}

static int read_bool(struct reader *r, struct json_object *v, void *into)
{
	if (!json_object_is_type(v, json_type_boolean))
		return reader_fail(r, "not true or false");
	*(bool *)into = json_object_get_boolean(v);
	return 0;
}

static int read_int(struct reader *r, struct json_object *v, void *into)
{
	struct integer *i = into;

	if (!json_object_is_type(v, json_type_int))
		return reader_fail(r, "not an integer");
	if (json_object_get_uint64(v) > INT64_MAX)
		return reader_fail(r, "out of range");
	i->set = true;
	i->value = json_object_get_int64(v);
	return 0;
}

int reader_uint(struct reader *r, struct json_object *v, uint64_t *out)
{
	if (!json_object_is_type(v, json_type_int))
		return reader_fail(r, "not an integer");
	if (json_object_get_int64(v) < 0)
		return reader_fail(r, "negative");
	*out = json_object_get_uint64(v);
	return 0;
}

static int read_uint(struct reader *r, struct json_object *v, void *into)
{
	struct count *c = into;

	c->set = true;
	return reader_uint(r, v, &c->value);
}

/* The path of a member or an element, for its time. */
static size_t enter(struct reader *r, const char *name)
{
	size_t at = strlen(r->path);

	snprintf(r->path + at, sizeof(r->path) - at, "%s%s", at ? "." : "",
		 name);
	return at;
}

static void leave(struct reader *r, size_t at)
{
	r->path[at] = '\0';
}

static size_t enter_element(struct reader *r, size_t i)
{
	size_t at = strlen(r->path);

	snprintf(r->path + at, sizeof(r->path) - at, "[%zu]", i);
	return at;
}

int reader_strings(struct reader *r, struct json_object *v, const char ***out)
{
	size_t n;

	if (!json_object_is_type(v, json_type_array))
		return reader_fail(r, "not an array");
	n = json_object_array_length(v);
	*out = arena_zalloc(r->arena, n + 1, sizeof(**out));
	if (!*out)
		return reader_fail(r, "no memory");
	for (size_t i = 0; i < n; i++) {
		size_t at = enter_element(r, i);

		if (reader_string(r, json_object_array_get_idx(v, i),
				  &(*out)[i]) < 0)
			return -r->e->code;
		leave(r, at);
	}
	return 0;
}

static int read_list(struct reader *r, const struct field *f,
		     struct json_object *v, struct list *l)
{
	if (!json_object_is_type(v, json_type_array))
		return reader_fail(r, "not an array");
	l->n = json_object_array_length(v);
	l->items = arena_zalloc(r->arena, l->n + 1, f->size);
	if (!l->items)
		return reader_fail(r, "no memory");
	for (size_t i = 0; i < l->n; i++) {
		size_t at = enter_element(r, i);

		if (reader_object(r, json_object_array_get_idx(v, i), f->of,
				  (char *)l->items + i * f->size) < 0)
			return -r->e->code;
		leave(r, at);
	}
	return 0;
}

/* A value that says nothing need not be warned about. */
static bool is_empty(struct json_object *v)
{
	switch (json_object_get_type(v)) {
	case json_type_string:
		return !json_object_get_string_len(v);
	case json_type_array:
		return !json_object_array_length(v);
	case json_type_object:
		return !json_object_object_length(v);
	case json_type_int:
		return !json_object_get_int64(v);
	default:
		return !json_object_get_boolean(v);
	}
}

static int read_field(struct reader *r, const struct field *f,
		      struct json_object *v, void *base)
{
	void *into = (char *)base + f->offset;

	switch (f->kind) {
	case FIELD_STRING:
		return read_string(r, v, into);
	case FIELD_BOOL:
		return read_bool(r, v, into);
	case FIELD_INT:
		return read_int(r, v, into);
	case FIELD_UINT:
		return read_uint(r, v, into);
	case FIELD_STRINGS:
		return reader_strings(r, v, into);
	case FIELD_OBJECT:
		return reader_object(r, v, f->of, into);
	case FIELD_LIST:
		return read_list(r, f, v, into);
	case FIELD_CALL:
		return f->call(r, v, into);
	case FIELD_IGNORE:
		return 0;
	case FIELD_WARN:
		if (!is_empty(v))
			reader_warn(r, "not honoured: %s", f->why);
		return 0;
	case FIELD_REFUSE:
		return is_empty(v) ? 0 :
		       reader_fail(r, "not supported: %s", f->why);
	}
	return 0;
}

static const struct field *find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (!strcmp(fields->name, name))
			return fields;
	return NULL;
}

static int check_required(struct reader *r, struct json_object *o,
			  const struct field *fields)
{
	struct json_object *v;

	for (; fields->name; fields++)
		if (fields->required &&
		    (!json_object_object_get_ex(o, fields->name, &v) || !v))
			return reader_fail(r, "\"%s\" is missing",
					   fields->name);
	return 0;
}

int reader_object(struct reader *r, struct json_object *o,
		  const struct field *fields, void *into)
{
	if (!json_object_is_type(o, json_type_object))
		return reader_fail(r, "not an object");
	json_object_object_foreach(o, name, value) {
		const struct field *f = find(fields, name);
		size_t at;

		if (!value)
			continue;
		at = enter(r, name);
		if (!f)
			reader_warn(r, "not known, passed over");
		else if (read_field(r, f, value, into) < 0)
			return -r->e->code;
		leave(r, at);
	}
	return check_required(r, o, fields);
}
