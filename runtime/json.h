/* SPDX-License-Identifier: ISC */
/*
 * JSON by json-c, strictly: the whole text is one value, nesting is bounded,
 * and what is read is checked against a table of fields (reader.h).
 */
#ifndef RUNTIME_JSON_H
#define RUNTIME_JSON_H

#include <json-c/json.h>
#include <stddef.h>

#include "lib/err.h"

#define JSON_DEPTH_MAX	32
#define JSON_SIZE_MAX	(8 << 20)	/* bytes; configurations have 100 KB */

#define cleanup_json	__attribute__((cleanup(json_cleanup)))

static inline void json_cleanup(struct json_object **o)
{
	json_object_put(*o);
}

/* *out is an object ({...}) that the caller puts. */
int json_parse(const char *text, size_t size, struct json_object **out,
	       struct err *e);

/* The same from a file; dir may be AT_FDCWD. */
int json_load(int dir, const char *path, struct json_object **out,
	      struct err *e);
int json_load_fd(int fd, const char *name, struct json_object **out,
		 struct err *e);

/* NULL, or a default, if there is no such member of that type. */
const char *json_string(struct json_object *o, const char *name);
int64_t json_number(struct json_object *o, const char *name, int64_t missing);

/* Adding takes the value over; -ENOMEM. */
int json_add(struct json_object *o, const char *name, struct json_object *v);
int json_add_string(struct json_object *o, const char *name, const char *s);
int json_add_number(struct json_object *o, const char *name, int64_t v);

/* To standard output, for people and programs; NULL is a lack of memory. */
int json_print(struct json_object *o, struct err *e);

#endif
