// SPDX-License-Identifier: ISC
/* The one place that calls json-c's parser. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/json.h"

int json_parse(const char *text, size_t size, struct json_object **out,
	       struct err *e)
{
	struct json_tokener *t = json_tokener_new_ex(JSON_DEPTH_MAX);
	cleanup_json struct json_object *o = NULL;
	enum json_tokener_error why;

	if (!t)
		return err_set(e, ENOMEM, "no memory for JSON");
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	/* the NUL behind the text ends a value that could go on */
	o = json_tokener_parse_ex(t, text, (int)size + 1);
	why = json_tokener_get_error(t);
	size = json_tokener_get_parse_end(t);
	json_tokener_free(t);
	if (why != json_tokener_success)
		return err_set(e, EINVAL, "not JSON at byte %zu: %s", size,
			       json_tokener_error_desc(why));
	if (!json_object_is_type(o, json_type_object))
		return err_set(e, EINVAL, "not a JSON object");
	*out = steal_ptr(&o);
	return 0;
}

int json_load_fd(int fd, const char *name, struct json_object **out,
		 struct err *e)
{
	cleanup_free char *text = NULL;
	size_t size;

	if (fd_read_all(fd, JSON_SIZE_MAX, &text, &size) < 0)
		return err_errno(e, "reading %s", name);
	if (strlen(text) != size)
		return err_set(e, EINVAL, "%s: a NUL byte at %zu", name,
			       strlen(text));
	if (json_parse(text, size, out, e) < 0)
		return err_context(e, "%s", name);
	return 0;
}

int json_load(int dir, const char *path, struct json_object **out,
	      struct err *e)
{
	cleanup_fd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, "opening %s", path);
	return json_load_fd(fd, path, out, e);
}

const char *json_string(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_string))
		return NULL;
	return json_object_get_string(v);
}

int64_t json_number(struct json_object *o, const char *name, int64_t missing)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_int))
		return missing;
	return json_object_get_int64(v);
}

int json_add(struct json_object *o, const char *name, struct json_object *v)
{
	if (v && !json_object_object_add(o, name, v))
		return 0;
	json_object_put(v);
	return -ENOMEM;
}

int json_add_string(struct json_object *o, const char *name, const char *s)
{
	return json_add(o, name, json_object_new_string(s));
}

int json_add_number(struct json_object *o, const char *name, int64_t v)
{
	return json_add(o, name, json_object_new_int64(v));
}

int json_print(struct json_object *o, struct err *e)
{
	if (!o)
		return err_set(e, ENOMEM, "no memory for JSON");
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	if (fflush(stdout))
		return err_errno(e, "writing to standard output");
	return 0;
}
