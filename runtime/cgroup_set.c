// SPDX-License-Identifier: ISC
/*
 * Limits.  Each is looked for where the host has it: v1 and v2 have files of
 * different names, so that the name tells which one is meant.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/cgroup.h"

struct setter {
	const char **dirs;
	spec_warn_fn warn;
	struct err *e;
};

/* 0: written; 1: the host has no such file. */
static int put(struct setter *s, const char *file, const char *text)
{
	const char *dir = cgroup_with(s->dirs, file);

	return dir ? cgroup_write(dir, file, text, s->e) : 1;
}

static int not_here(struct setter *s, const char *what)
{
	char text[160];

	snprintf(text, sizeof(text), "linux.resources.%s: not honoured: no "
		 "control group of this host can do that", what);
	s->warn(text);
	return 0;
}

/* v2 has no number for "no limit"; -1 is v1's. */
static int put_number(struct setter *s, const char *what, const char *v1,
		      const char *v2, int64_t value)
{
	char text[24];
	int rc = 1;

	snprintf(text, sizeof(text), "%" PRId64, value);
	if (v1)
		rc = put(s, v1, text);
	if (rc > 0 && v2)
		rc = put(s, v2, value < 0 ? "max" : text);
	return rc > 0 ? not_here(s, what) : rc;
}

static int put_count(struct setter *s, const char *what, const char *v1,
		     const char *v2, const struct count *c)
{
	if (!c->set)
		return 0;
	return put_number(s, what, v1, v2,
			  c->value > INT64_MAX ? -1 : (int64_t)c->value);
}

static int put_integer(struct setter *s, const char *what, const char *v1,
		       const char *v2, const struct integer *i)
{
	return i->set ? put_number(s, what, v1, v2, i->value) : 0;
}

static int put_string(struct setter *s, const char *what, const char *file,
		      const char *text)
{
	int rc = text && *text ? put(s, file, text) : 0;

	return rc > 0 ? not_here(s, what) : rc;
}

/* v1 counts memory and swap together, v2 swap by itself. */
static int set_swap(struct setter *s, int64_t limit, int64_t swap)
{
	int64_t alone = swap < 0 || limit < 0 ? -1 : swap - limit;
	char text[24];
	int rc;

	if (cgroup_with(s->dirs, "memory.limit_in_bytes")) {
		snprintf(text, sizeof(text), "%" PRId64, swap);
		rc = put(s, "memory.memsw.limit_in_bytes", text);
		return rc > 0 ? not_here(s, "memory.swap") : rc;
	}
	return put_number(s, "memory.swap", NULL, "memory.swap.max",
			  alone < 0 && swap >= 0 ? 0 : alone);
}

/*
 * v1 wants memory at most memory and swap at any time: which of them to set
 * first depends on the old ones.
 */
static int set_memory_limits(struct setter *s, int64_t limit, int64_t swap,
			     bool set_swap_too)
{
	int rc = put_number(s, "memory.limit", "memory.limit_in_bytes",
			    "memory.max", limit);

	if (rc == -EINVAL && set_swap_too) {
		rc = set_swap(s, limit, swap);
		return rc ? rc : put_number(s, "memory.limit",
					    "memory.limit_in_bytes",
					    "memory.max", limit);
	}
	return rc || !set_swap_too ? rc : set_swap(s, limit, swap);
}

static int set_memory(struct setter *s, const struct spec_resources *res,
		      uint64_t total)
{
	int64_t limit = res->memory.limit.value, swap = res->memory.swap.value;
	int rc = 0;

	/* what helpers get beyond the limit, swap gets as well */
	if (total && limit > 0) {
		swap += swap > 0 ? (int64_t)total - limit : 0;
		limit = (int64_t)total;
	}
	if (res->memory.limit.set && limit)
		rc = set_memory_limits(s, limit, swap,
				       res->memory.swap.set && swap);
	if (!rc)
		rc = put_integer(s, "memory.reservation",
				 "memory.soft_limit_in_bytes", "memory.low",
				 &res->memory.reservation);
	if (!rc)
		rc = put_count(s, "memory.swappiness", "memory.swappiness",
			       NULL, &res->memory.swappiness);
	if (!rc && res->memory.disable_oom_killer)
		rc = put_number(s, "memory.disableOOMKiller",
				"memory.oom_control", NULL, 1);
	return rc;
}

/* From v1's 2 to 262144 to v2's 1 to 10000, as runc and crun do. */
static int set_shares(struct setter *s, const struct count *c)
{
	uint64_t shares = c->value < 2 ? 2 : c->value;
	char text[24];
	int rc;

	if (!c->set || !c->value)
		return 0;
	if (shares > 262144)
		shares = 262144;
	snprintf(text, sizeof(text), "%" PRIu64, shares);
	rc = put(s, "cpu.shares", text);
	if (rc <= 0)
		return rc;
	snprintf(text, sizeof(text), "%" PRIu64,
		 1 + (shares - 2) * 9999 / 262142);
	rc = put(s, "cpu.weight", text);
	return rc > 0 ? not_here(s, "cpu.shares") : rc;
}

static int set_quota(struct setter *s, const struct spec_resources *res)
{
	const struct integer *quota = &res->cpu.quota;
	const struct count *period = &res->cpu.period;
	char text[64] = "max";
	int rc;

	if (!quota->set && !period->set)
		return 0;
	if (cgroup_with(s->dirs, "cpu.cfs_quota_us")) {
		rc = period->value ?
		     put_count(s, "cpu.period", "cpu.cfs_period_us", NULL,
			       period) : 0;
		return rc || !quota->value ? rc :
		       put_integer(s, "cpu.quota", "cpu.cfs_quota_us", NULL,
				   quota);
	}
	if (quota->value > 0)
		snprintf(text, sizeof(text), "%" PRId64, quota->value);
	if (period->value)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 " %" PRIu64, period->value);
	rc = put(s, "cpu.max", text);
	return rc > 0 ? not_here(s, "cpu.quota") : rc;
}

static int set_cpu(struct setter *s, const struct spec_resources *res)
{
	int rc = set_shares(s, &res->cpu.shares);

	if (!rc)
		rc = set_quota(s, res);
	if (!rc && res->cpu.rt_period.value)
		rc = put_count(s, "cpu.realtimePeriod", "cpu.rt_period_us",
			       NULL, &res->cpu.rt_period);
	if (!rc && res->cpu.rt_runtime.value)
		rc = put_integer(s, "cpu.realtimeRuntime", "cpu.rt_runtime_us",
				 NULL, &res->cpu.rt_runtime);
	if (!rc && res->cpu.burst.value)
		rc = put_count(s, "cpu.burst", "cpu.cfs_burst_us",
			       "cpu.max.burst", &res->cpu.burst);
	if (!rc)
		rc = put_integer(s, "cpu.idle", "cpu.idle", "cpu.idle",
				 &res->cpu.idle);
	if (!rc)
		rc = put_string(s, "cpu.cpus", "cpuset.cpus", res->cpu.cpus);
	return rc ? rc : put_string(s, "cpu.mems", "cpuset.mems",
				    res->cpu.mems);
}

static int set_pids(struct setter *s, const struct integer *limit)
{
	if (!limit->set || !limit->value)
		return 0;
	if (limit->value < 0) {
		int rc = put(s, "pids.max", "max");

		return rc > 0 ? not_here(s, "pids.limit") : rc;
	}
	return put_number(s, "pids.limit", "pids.max", NULL,
			  limit->value + CGROUP_SPARE_PIDS);
}

struct throttle {
	const char *what, *v1, *v2;
	size_t list;
};

#define LIST(member)	offsetof(struct spec_block_io, member)

static const struct throttle throttles[] = {
	{ "blockIO.throttleReadBpsDevice", "blkio.throttle.read_bps_device",
	  "rbps", LIST(read_bps) },
	{ "blockIO.throttleWriteBpsDevice", "blkio.throttle.write_bps_device",
	  "wbps", LIST(write_bps) },
	{ "blockIO.throttleReadIOPSDevice", "blkio.throttle.read_iops_device",
	  "riops", LIST(read_iops) },
	{ "blockIO.throttleWriteIOPSDevice", "blkio.throttle.write_iops_device",
	  "wiops", LIST(write_iops) },
	{ NULL },
};

static int set_throttle(struct setter *s, const struct throttle *t,
			const struct spec_block_device *d)
{
	char text[128];
	int rc;

	snprintf(text, sizeof(text), "%" PRId64 ":%" PRId64 " %" PRIu64,
		 d->major.value, d->minor.value, d->rate.value);
	rc = put(s, t->v1, text);
	if (rc <= 0)
		return rc;
	snprintf(text, sizeof(text), "%" PRId64 ":%" PRId64 " %s=%" PRIu64,
		 d->major.value, d->minor.value, t->v2, d->rate.value);
	rc = put(s, "io.max", text);
	return rc > 0 ? not_here(s, t->what) : rc;
}

static int set_weight(struct setter *s, uint64_t weight)
{
	char text[24];
	int rc;

	if (!weight)
		return 0;
	snprintf(text, sizeof(text), "%" PRIu64, weight);
	rc = put(s, "blkio.weight", text);
	if (rc > 0)
		rc = put(s, "blkio.bfq.weight", text);
	if (rc > 0)
		rc = put(s, "io.bfq.weight", text);
	return rc > 0 ? not_here(s, "blockIO.weight") : rc;
}

static int set_block(struct setter *s, const struct spec_block_io *b)
{
	int rc = set_weight(s, b->weight.value);

	if (!rc && b->weight_device.n)
		rc = not_here(s, "blockIO.weightDevice");
	for (const struct throttle *t = throttles; !rc && t->what; t++) {
		const struct list *l = (void *)((char *)b + t->list);
		const struct spec_block_device *d = l->items;

		for (size_t i = 0; !rc && i < l->n; i++)
			rc = set_throttle(s, t, &d[i]);
	}
	return rc;
}

/* Names of v2's files, as they are: a file of the group, not a path. */
static int set_unified(struct setter *s, struct json_object *o)
{
	char what[80];
	int rc;

	if (!o)
		return 0;
	json_object_object_foreach(o, file, value) {
		if (strchr(file, '/') || !strncmp(file, "cgroup.", 7))
			return err_set(s->e, EINVAL, "linux.resources.unified: "
				       "\"%.60s\" is no limit", file);
		rc = put(s, file, json_object_get_string(value));
		if (rc < 0)
			return rc;
		snprintf(what, sizeof(what), "unified.%.60s", file);
		if (rc > 0)
			not_here(s, what);
	}
	return 0;
}

int cgroup_set(const char **dirs, const struct spec_resources *res,
	       uint64_t memory_total, spec_warn_fn warn, struct err *e)
{
	struct setter s = { .dirs = dirs, .warn = warn, .e = e };
	int rc = set_memory(&s, res, memory_total);

	if (!rc)
		rc = set_cpu(&s, res);
	if (!rc)
		rc = set_pids(&s, &res->pids.limit);
	if (!rc)
		rc = set_block(&s, &res->block);
	return rc ? rc : set_unified(&s, res->unified);
}
