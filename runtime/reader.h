/* SPDX-License-Identifier: ISC */
/*
 * Reads a JSON object into a structure, by a table of its fields.  Every value
 * is checked for its type; null is the same as missing.  A member that is in no
 * table is reported by name through warn(), as the OCI specification wants
 * unknown ones to be passed over.
 *
 * Strings belong to the JSON object, arrays to the arena: both must outlive the
 * structure.
 */
#ifndef RUNTIME_READER_H
#define RUNTIME_READER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "runtime/arena.h"

struct reader {
	struct arena *arena;
	void (*warn)(const char *text);	/* NULL: nobody wants to know */
	struct err *e;
	char path[200];			/* of the value at hand; cut if long */
};

enum field_kind {
	FIELD_STRING,		/* const char * */
	FIELD_BOOL,		/* bool */
	FIELD_INT,		/* struct integer */
	FIELD_UINT,		/* struct count */
	FIELD_STRINGS,		/* const char **, NULL-terminated */
	FIELD_OBJECT,		/* a structure, by the table of */
	FIELD_LIST,		/* struct list of structures of that size */
	FIELD_CALL,		/* read by call() */
	FIELD_IGNORE,		/* means nothing here, and need not */
	FIELD_WARN,		/* not honoured, which is said */
	FIELD_REFUSE,		/* can't be honoured */
};

struct integer {
	bool set;
	int64_t value;
};

struct count {
	bool set;
	uint64_t value;
};

struct list {
	void *items;
	size_t n;
};

struct field {
	const char *name;		/* NULL ends a table */
	enum field_kind kind;
	bool required;
	size_t offset;			/* in the structure */
	size_t size;			/* FIELD_LIST: of an element */
	const struct field *of;
	int (*call)(struct reader *r, struct json_object *v, void *into);
	const char *why;		/* FIELD_WARN, FIELD_REFUSE */
};

int reader_object(struct reader *r, struct json_object *o,
		  const struct field *fields, void *into);

/* Array of strings, NULL-terminated. */
int reader_strings(struct reader *r, struct json_object *v,
		   const char ***out);

/* A string without NUL bytes in it. */
int reader_string(struct reader *r, struct json_object *v, const char **out);
int reader_uint(struct reader *r, struct json_object *v, uint64_t *out);

/* "path: message", -EINVAL. */
__attribute__((format(printf, 2, 3)))
int reader_fail(struct reader *r, const char *fmt, ...);
__attribute__((format(printf, 2, 3)))
void reader_warn(struct reader *r, const char *fmt, ...);

#endif
