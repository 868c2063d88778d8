// SPDX-License-Identifier: ISC
/*
 * pause and resume.  The guest writes its files out and stops its programs
 * first; then the host freezes all processes of the container.
 */
#include <errno.h>

#include "runtime/args.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/container.h"
#include "runtime/guest.h"
#include "runtime/log.h"

static int check_status(const struct container *c, enum status want,
			const char *doing, struct err *e)
{
	enum status s = container_status(c);

	if (s == want)
		return 0;
	return err_set(e, EINVAL, "cannot %s a container that is %s: \"%s\"",
		       doing, status_name(s), c->id);
}

static int pause(struct container *c, struct err *e)
{
	struct err second = { 0 };

	if (check_status(c, STATUS_RUNNING, "pause", e) < 0)
		return -e->code;
	if (!cgroup_can_freeze(c->cgroups.dirs))
		return err_set(e, ENOTSUP, "pause: the container has no "
			       "control group that can freeze it");
	if (guest_freeze(c, true, e) < 0)
		return err_context(e, "pause");
	if (!cgroup_freeze(c->cgroups.dirs, true, e))
		return 0;
	cgroup_freeze(c->cgroups.dirs, false, &second);
	guest_freeze(c, false, &second);
	return -e->code;
}

static int resume(struct container *c, struct err *e)
{
	if (check_status(c, STATUS_PAUSED, "resume", e) < 0 ||
	    cgroup_freeze(c->cgroups.dirs, false, e) < 0)
		return -e->code;
	return guest_freeze(c, false, e);
}

static int with_container(const struct runtime *rt, int argc, char **argv,
			  int (*run)(struct container *c, struct err *e),
			  struct err *e)
{
	static const struct arg none[] = { { NULL } };
	struct container c;
	char **words;
	int rc;

	if (args_parse(none, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_LOCKED, e);
	if (!rc)
		rc = run(&c, e);
	container_close(&c);
	return rc;
}

int command_pause(const struct runtime *rt, int argc, char **argv,
		  struct err *e)
{
	return with_container(rt, argc, argv, pause, e);
}

int command_resume(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	return with_container(rt, argc, argv, resume, e);
}
