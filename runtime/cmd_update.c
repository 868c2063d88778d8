// SPDX-License-Identifier: ISC
/*
 * update: other limits for a running container.  The guest keeps its limit on
 * tasks, and within a pod one on each container's memory; the size of its own
 * memory can't be changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/str.h"
#include "runtime/args.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/container.h"
#include "runtime/describe.h"
#include "runtime/guest.h"
#include "runtime/log.h"

struct update {
	const char *resources, *cpu_period, *cpu_quota, *cpu_shares, *cpus;
	const char *mems, *pids, *memory, *reservation, *swap, *weight;
};

static int take_integer(const char *name, const char *text,
			struct integer *i, struct err *e)
{
	uint64_t v = 0;
	bool negative = text && text[0] == '-';

	if (!text)
		return 0;
	if (str_u64(text + negative, 10, 0, INT64_MAX, &v) < 0)
		return err_set(e, EINVAL, "update: --%s: \"%s\" is no number",
			       name, text);
	i->set = true;
	i->value = negative ? -(int64_t)v : (int64_t)v;
	return 0;
}

static int take_count(const char *name, const char *text, struct count *c,
		      struct err *e)
{
	if (!text)
		return 0;
	c->set = true;
	if (str_u64(text, 10, 0, UINT64_MAX, &c->value) < 0)
		return err_set(e, EINVAL, "update: --%s: \"%s\" is no number",
			       name, text);
	return 0;
}

static int take_options(const struct update *u, struct spec_resources *r,
			struct err *e)
{
	if (u->cpus)
		r->cpu.cpus = u->cpus;
	if (u->mems)
		r->cpu.mems = u->mems;
	if (take_count("cpu-period", u->cpu_period, &r->cpu.period, e) < 0 ||
	    take_integer("cpu-quota", u->cpu_quota, &r->cpu.quota, e) < 0 ||
	    take_count("cpu-share", u->cpu_shares, &r->cpu.shares, e) < 0 ||
	    take_integer("pids-limit", u->pids, &r->pids.limit, e) < 0 ||
	    take_integer("memory", u->memory, &r->memory.limit, e) < 0 ||
	    take_integer("memory-reservation", u->reservation,
			 &r->memory.reservation, e) < 0 ||
	    take_integer("memory-swap", u->swap, &r->memory.swap, e) < 0)
		return -e->code;
	return take_count("blkio-weight", u->weight, &r->block.weight, e);
}

static int read_json(const char *path, struct json_object **json,
		     struct err *e)
{
	if (!strcmp(path, "-"))
		return json_load_fd(STDIN_FILENO, "standard input", json, e);
	return json_load(AT_FDCWD, path, json, e);
}

/* Engines say again what is so already; "no limit" is said in several ways. */
static bool is_same(const struct integer *new, const struct integer *old)
{
	return !new->value || new->value == old->value ||
	       (new->value < 0 && old->value <= 0);
}

static int check_memory(struct spec_resources *new,
			const struct spec_resources *old, struct err *e)
{
	if (!is_same(&new->memory.limit, &old->memory.limit))
		return err_set(e, ENOTSUP, "update: memory.limit: a guest's "
			       "memory has its size from the start and can't "
			       "be changed");
	if (!is_same(&new->memory.swap, &old->memory.swap))
		return err_set(e, ENOTSUP, "update: memory.swap: it goes with "
			       "memory.limit, and can't be changed");
	new->memory.limit.set = new->memory.swap.set = false;
	return 0;
}

/*
 * The guest has to run to be told; one that is still to be started knows what
 * it was created with.
 */
static int limit_in_guest(const struct container *c, const char *field,
			  unsigned int what, const struct integer *new,
			  const struct integer *old, struct err *e)
{
	enum status status = container_status(c);

	if (!new->set || !new->value ||
	    (status == STATUS_CREATED && is_same(new, old)))
		return 0;
	if (status != STATUS_RUNNING)
		return err_set(e, EBUSY, "update: %s: the guest keeps it, and "
			       "the container is %s", field,
			       status_name(status));
	if (guest_limit(c, what, new->value, e) < 0)
		return err_context(e, "update: %s", field);
	return 0;
}

static int limit_tasks(const struct container *c,
		       const struct spec_resources *new,
		       const struct spec_resources *old, struct err *e)
{
	return limit_in_guest(c, "pids.limit", NABLA_CONTROL_TASKS,
			      &new->pids.limit, &old->pids.limit, e);
}

/* Its limits are all the guest's: what the host has for it is a relay. */
static int update_joined(const struct container *c,
			 const struct spec_resources *new,
			 const struct spec_resources *old, struct err *e)
{
	describe_warn_of_others(new, log_warn);
	if (limit_in_guest(c, "memory.limit", NABLA_CONTROL_MEMORY,
			   &new->memory.limit, &old->memory.limit, e) < 0)
		return -e->code;
	return limit_tasks(c, new, old, e);
}

/* Tasks are limited on the host as well, by some more (cgroup_set()). */
static int update_own(const struct container *c, struct spec_resources *new,
		      const struct spec_resources *old, struct err *e)
{
	if (check_memory(new, old, e) < 0 ||
	    (!c->solo5 && limit_tasks(c, new, old, e) < 0))
		return -e->code;
	return cgroup_set(c->cgroups.dirs, new, 0, log_warn, e);
}

static int change(const struct container *c, struct spec_resources *new,
		  struct err *e)
{
	struct json_object *json;
	struct spec s;
	int rc;

	if (json_load(c->dir, CONFIG_FILE, &json, e) < 0 ||
	    spec_read(&s, json, NULL, e) < 0)
		return -e->code;
	rc = c->place.pod ? update_joined(c, new, &s.linux_.resources, e) :
			    update_own(c, new, &s.linux_.resources, e);
	spec_free(&s);
	return rc;
}

static int update(struct container *c, const struct update *u, struct err *e)
{
	cleanup_json struct json_object *json = NULL;
	struct spec_resources r = { 0 };

	if (container_status(c) == STATUS_STOPPED)
		return err_set(e, ESRCH, "container not running: \"%s\"",
			       c->id);
	if (u->resources &&
	    (read_json(u->resources, &json, e) < 0 ||
	     spec_resources_read(&r, json, &c->arena, log_warn, e) < 0))
		return -e->code;
	if (take_options(u, &r, e) < 0)
		return -e->code;
	return change(c, &r, e);
}

int command_update(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	struct update u = { 0 };
	const struct arg args[] = {
		{ "resources", 'r', ARG_STRING, &u.resources },
		{ "cpu-period", 0, ARG_STRING, &u.cpu_period },
		{ "cpu-quota", 0, ARG_STRING, &u.cpu_quota },
		{ "cpu-share", 0, ARG_STRING, &u.cpu_shares },
		{ "cpu-shares", 0, ARG_STRING, &u.cpu_shares },
		{ "cpuset-cpus", 0, ARG_STRING, &u.cpus },
		{ "cpuset-mems", 0, ARG_STRING, &u.mems },
		{ "pids-limit", 0, ARG_STRING, &u.pids },
		{ "memory", 0, ARG_STRING, &u.memory },
		{ "memory-reservation", 0, ARG_STRING, &u.reservation },
		{ "memory-swap", 0, ARG_STRING, &u.swap },
		{ "blkio-weight", 0, ARG_STRING, &u.weight },
		{ NULL },
	};
	struct container c;
	char **words;
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_LOCKED, e);
	if (!rc)
		rc = update(&c, &u, e);
	container_close(&c);
	return rc;
}
