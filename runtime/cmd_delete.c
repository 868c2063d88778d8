// SPDX-License-Identifier: ISC
/* delete: the end of a container that has stopped, or with --force of any. */
#include <errno.h>

#include "runtime/args.h"
#include "runtime/commands.h"
#include "runtime/destroy.h"

static int check_status(const struct container *c, struct err *e)
{
	enum status s = container_status(c);

	if (container_need_state(c, e) < 0)
		return -e->code;
	if (s == STATUS_STOPPED || s == STATUS_CREATED)
		return 0;
	return err_set(e, EBUSY, "container \"%s\" is %s, not stopped",
		       c->id, status_name(s));
}

static int end(struct container *c, bool force, struct err *e)
{
	int rc = force ? 0 : check_status(c, e);

	return rc ? rc : container_destroy(c, e);
}

int command_delete(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	struct container c;
	bool force = false;
	char **words;
	const struct arg args[] = {
		{ "force", 'f', ARG_FLAG, &force },
		{ NULL },
	};
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], force ? CONTAINER_FORCED :
			    CONTAINER_LOCKED, e);
	if (!rc)
		rc = end(&c, force, e);
	else if (rc == -ENOENT && force)
		rc = 0;
	container_close(&c);
	return rc;
}
