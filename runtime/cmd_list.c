// SPDX-License-Identifier: ISC
/* list: all containers of the state root. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/container.h"

enum form { FORM_TABLE, FORM_JSON, FORM_QUIET };

struct listing {
	enum form form;
	struct json_object *array;	/* FORM_JSON */
};

static void print_row(const struct container *c, enum status s)
{
	printf("%-24s %-10d %-10s %-40s %s\n", c->id,
	       s == STATUS_STOPPED ? 0 : c->init.pid, status_name(s),
	       c->bundle, c->created);
}

/* One that goes away meanwhile is none. */
static int list_one(struct listing *l, const struct runtime *rt,
		    const char *id)
{
	struct err ignored = { 0 };
	struct container c;
	enum status s;
	int rc = 0;

	if (!container_open(&c, rt, id, CONTAINER_SHARED, &ignored) &&
	    !container_need_state(&c, &ignored)) {
		s = container_status(&c);
		if (l->form == FORM_QUIET)
			puts(id);
		else if (l->form == FORM_TABLE)
			print_row(&c, s);
		else
			rc = json_object_array_add(l->array,
					container_state_json(&c, s));
	}
	container_close(&c);
	return rc;
}

static int list_all(struct listing *l, const struct runtime *rt,
		    struct err *e)
{
	struct dirent **names;
	int n = scandir(rt->root, &names, NULL, alphasort), rc = 0;

	if (n < 0 && errno != ENOENT)
		return err_errno(e, "reading %s", rt->root);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.' && !rc)
			rc = list_one(l, rt, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return rc ? err_set(e, ENOMEM, "no memory for the list") : 0;
}

static int form_of(const char *format, bool quiet, enum form *form,
		   struct err *e)
{
	*form = quiet ? FORM_QUIET : FORM_TABLE;
	if (!format || !strcmp(format, "table"))
		return 0;
	*form = quiet ? FORM_QUIET : FORM_JSON;
	if (!strcmp(format, "json"))
		return 0;
	return err_set(e, EINVAL, "list: --format: \"%s\" is neither table nor "
		       "json", format);
}

int command_list(const struct runtime *rt, int argc, char **argv,
		 struct err *e)
{
	cleanup_json struct json_object *array = json_object_new_array();
	struct listing l = { .array = array };
	const char *format = NULL;
	bool quiet = false;
	char **words;
	const struct arg args[] = {
		{ "format", 'f', ARG_STRING, &format },
		{ "quiet", 'q', ARG_FLAG, &quiet },
		{ NULL },
	};

	if (args_parse(args, argc, argv, 0, 0, &words, e) < 0 ||
	    form_of(format, quiet, &l.form, e) < 0)
		return -e->code;
	if (l.form == FORM_TABLE)
		printf("%-24s %-10s %-10s %-40s %s\n", "ID", "PID", "STATUS",
		       "BUNDLE", "CREATED");
	if (list_all(&l, rt, e) < 0)
		return -e->code;
	if (l.form == FORM_JSON)
		return json_print(l.array, e);
	return fflush(stdout) ? err_errno(e, "writing to standard output") : 0;
}
