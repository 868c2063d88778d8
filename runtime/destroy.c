// SPDX-License-Identifier: ISC
#include <errno.h>
#include <signal.h>

#include "runtime/cgroup.h"
#include "runtime/destroy.h"
#include "runtime/hooks.h"
#include "runtime/network.h"
#include "runtime/pod.h"

/*
 * They end by themselves when no process of the container is left; not, if it
 * was never there.
 */
#define HELPERS_MS	5000
#define UNBORN_MS	1000
#define DEATH_MS	10000

static void end_helper(const struct container *c, const struct process *p)
{
	if (process_wait(p, c->complete ? HELPERS_MS : UNBORN_MS))
		return;
	process_kill(p, SIGKILL);
	process_wait(p, DEATH_MS);
}

int container_kill_all(struct container *c, struct err *e)
{
	struct err ignored = { 0 };

	process_kill(&c->init, SIGKILL);
	if (cgroup_is_frozen(c->cgroups.dirs))
		cgroup_freeze(c->cgroups.dirs, false, &ignored);
	if (!process_wait(&c->init, DEATH_MS))
		return err_set(e, EBUSY, "process %d of container %s does not "
			       "die", c->init.pid, c->id);
	end_helper(c, &c->gofer);
	end_helper(c, &c->relay);
	return cgroup_kill(c->cgroups.dirs, e);
}

static int read_config(struct container *c, struct spec *s)
{
	struct json_object *json;
	struct err ignored = { 0 };

	if (json_load(c->dir, CONFIG_FILE, &json, &ignored) < 0)
		return -ignored.code;
	return spec_read(s, json, NULL, &ignored);
}

/* What outlives the container: a namespace of others', and hooks to tell. */
static void take_leave(struct container *c)
{
	cleanup_json struct json_object *state = NULL;
	const struct spec_namespace *net;
	struct spec s;

	if (!c->bundle || read_config(c, &s) < 0)
		return;
	net = spec_namespace(&s, "network");
	if (net && net->path)
		network_restore(c->dir, net->path, c->solo5 || c->platform);
	state = container_state_json(c, STATUS_STOPPED);
	if (c->complete)
		hooks_run_all(&s, HOOK_POSTSTOP, state, c->bundle);
	spec_free(&s);
}

int container_destroy(struct container *c, struct err *e)
{
	if (container_kill_all(c, e) < 0)
		return -e->code;
	pod_leave(c);
	if (cgroup_remove(c->cgroups.dirs, e) < 0)
		return -e->code;
	cgroup_remove_planned(c->planned);
	take_leave(c);
	return container_remove(c, e);
}
