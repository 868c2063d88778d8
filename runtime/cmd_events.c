// SPDX-License-Identifier: ISC
/* events: what a container uses, once or again and again; and its OOM kills. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/relay.h"
#include "lib/str.h"
#include "runtime/args.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/guest.h"

static struct json_object *object(struct json_object *in, const char *name)
{
	struct json_object *o = json_object_new_object();

	return o && !json_add(in, name, o) ? o : NULL;
}

static void add_number(struct json_object *o, const char *name, uint64_t v)
{
	if (o)
		json_add(o, name, json_object_new_uint64(v));
}

/* v2 counts microseconds, in a file of several lines. */
static uint64_t cpu_usage(const char **groups)
{
	const char *dir = cgroup_with(groups, "cpu.stat");
	cleanup_file FILE *f = NULL;
	unsigned long long us = 0;
	char path[4200];

	if (cgroup_with(groups, "cpuacct.usage"))
		return cgroup_number(groups, "cpuacct.usage", 0);
	snprintf(path, sizeof(path), "%s/cpu.stat", dir ? dir : "");
	f = fopen(path, "re");
	if (!f || fscanf(f, "usage_usec %llu", &us) != 1)
		return 0;
	return us * 1000;
}

static void add_groups(struct json_object *data, const char **groups)
{
	struct json_object *cpu = object(data, "cpu");
	struct json_object *memory = object(data, "memory");
	struct json_object *pids = object(data, "pids");
	bool v1 = cgroup_with(groups, "memory.usage_in_bytes");

	add_number(cpu ? object(cpu, "usage") : NULL, "total",
		   cpu_usage(groups));
	memory = memory ? object(memory, "usage") : NULL;
	add_number(memory, "usage", cgroup_number(groups, v1 ?
		   "memory.usage_in_bytes" : "memory.current", 0));
	add_number(memory, "limit", cgroup_number(groups, v1 ?
		   "memory.limit_in_bytes" : "memory.max", UINT64_MAX));
	add_number(pids, "current", cgroup_number(groups, "pids.current", 0));
	add_number(pids, "limit", cgroup_number(groups, "pids.max", 0));
}

static void add_guest(struct json_object *data, const struct container *c)
{
	struct nabla_control_numbers n;
	struct json_object *guest;
	struct err ignored = { 0 };

	if (guest_numbers(c, &n, &ignored) < 0)
		return;
	guest = object(data, "guest");
	add_number(guest, "memoryTotal", n.memory_total);
	add_number(guest, "memoryFree", n.memory_free);
	add_number(guest, "memoryAvailable", n.memory_available);
	add_number(guest, "memoryCached", n.memory_cached);
	add_number(guest, "cpuUser", n.cpu_user_ns);
	add_number(guest, "cpuSystem", n.cpu_system_ns);
	add_number(guest, "processes", n.processes);
	add_number(guest, "oomKills", n.oom_kills);
	add_number(guest, "faults", n.faults);
	add_number(guest, "majorFaults", n.major_faults);
}

static int print(struct json_object *o, struct err *e)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	return fflush(stdout) ? err_errno(e, "writing to standard output") : 0;
}

static int event(const struct container *c, const char *type, struct err *e)
{
	cleanup_json struct json_object *o = json_object_new_object();
	struct json_object *data;

	if (!o || json_add_string(o, "type", type) < 0 ||
	    json_add_string(o, "id", c->id) < 0)
		return err_set(e, ENOMEM, "no memory for JSON");
	data = object(o, "data");
	if (data && !strcmp(type, "stats")) {
		add_groups(data, c->cgroups.dirs);
		if (container_status(c) == STATUS_RUNNING)
			add_guest(data, c);
	}
	return print(o, e);
}

/* A unikernel has nothing to tell by itself. */
static int follow_process(const struct container *c, int ms, struct err *e)
{
	while (!process_wait(&c->init, (unsigned int)ms))
		if (event(c, "stats", e) < 0)
			return -e->code;
	return 0;
}

/* Until the relay has gone, and with it the container. */
static int follow(const struct container *c, int ms, struct err *e)
{
	cleanup_fd int fd = guest_watch(c, e);
	struct control_frame f;
	size_t size;
	int rc;

	if (fd < 0)
		return fd;
	for (;;) {
		rc = relay_receive(fd, &f, &size, ms, e);
		if (rc == -EPIPE)
			return 0;
		if (!rc && f.head.type == NABLA_CONTROL_OOM)
			rc = event(c, "oom", e);
		else if (rc == -ETIMEDOUT)
			rc = event(c, "stats", e);
		if (rc < 0)
			return rc;
	}
}

static int run(const struct container *c, bool stats, const char *interval,
	       struct err *e)
{
	uint64_t seconds;
	size_t digits = strspn(interval, "0123456789");
	char number[16];

	snprintf(number, sizeof(number), "%.*s", (int)digits, interval);
	if ((interval[digits] && strcmp(interval + digits, "s")) ||
	    str_u64(number, 10, 1, 86400, &seconds) < 0)
		return err_set(e, EINVAL, "events: --interval: \"%s\" is no "
			       "number of seconds", interval);
	if (container_status(c) == STATUS_STOPPED)
		return err_set(e, ESRCH, "container not running: \"%s\"",
			       c->id);
	if (!stats && c->place.pod)
		return err_set(e, ENOTSUP, "events: the container is in the "
			       "guest of %s, whose events they are; --stats "
			       "has its own numbers", c->place.pod);
	if (event(c, "stats", e) < 0)
		return -e->code;
	if (stats)
		return 0;
	return c->solo5 ? follow_process(c, (int)seconds * 1000, e) :
			  follow(c, (int)seconds * 1000, e);
}

int command_events(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	const char *interval = "5s";
	bool stats = false;
	struct container c;
	char **words;
	const struct arg args[] = {
		{ "stats", 0, ARG_FLAG, &stats },
		{ "interval", 0, ARG_STRING, &interval },
		{ NULL },
	};
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_SHARED, e);
	if (!rc)
		rc = run(&c, stats, interval, e);
	container_close(&c);
	return rc;
}
