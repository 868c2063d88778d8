// SPDX-License-Identifier: ISC
/* state: what a container is, as JSON. */
#include <errno.h>
#include <stdio.h>

#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/container.h"

int command_state(const struct runtime *rt, int argc, char **argv,
		  struct err *e)
{
	static const struct arg none[] = { { NULL } };
	cleanup_json struct json_object *o = NULL;
	struct container c;
	char **words;
	int rc;

	if (args_parse(none, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_SHARED, e);
	if (!rc)
		rc = container_need_state(&c, e);
	if (!rc) {
		o = container_state_json(&c, container_status(&c));
		rc = json_print(o, e);
	}
	container_close(&c);
	return rc;
}
