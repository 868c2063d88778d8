// SPDX-License-Identifier: ISC
/*
 * Limits that the guest keeps.  Of a container in another's guest these are all
 * there are: the host's control group of such a one has its relay in it and
 * nothing else.  What the guest does not keep is not honoured then, and that is
 * said.
 */
#include <inttypes.h>
#include <stdio.h>

#include "runtime/describe.h"

static void warn_of(const char *field, spec_warn_fn warn)
{
	char text[160];

	snprintf(text, sizeof(text), "linux.resources.%s: not honoured in a "
		 "container that shares another one's kernel", field);
	warn(text);
}

static void add_memory(struct records *out, const struct spec_resources *r,
		       const struct joining *j, spec_warn_fn warn)
{
	char text[24];

	if (r->memory.limit.value <= 0)
		return;
	if (!j->groups) {
		warn_of("memory.limit", warn);
		return;
	}
	snprintf(text, sizeof(text), "%" PRId64, r->memory.limit.value);
	records_add(out, "cgroup", "memory.max", text, NULL);
}

/*
 * What counts is tasks of the guest.  The host sees one process for each address
 * space at most, however many threads it has.
 */
static void add_pids(struct records *out, const struct spec_resources *r)
{
	char text[24];

	if (r->pids.limit.value <= 0)
		return;
	snprintf(text, sizeof(text), "%" PRId64, r->pids.limit.value);
	records_add(out, "cgroup", "pids.max", text, NULL);
}

unsigned int describe_host_limits(const struct spec_resources *r,
				  const char *names[HOST_LIMITS_MAX])
{
	unsigned int n = 0;

	if (r->memory.reservation.value > 0)
		names[n++] = "memory.reservation";
	if (r->cpu.quota.value > 0 || r->cpu.shares.value || r->cpu.cpus)
		names[n++] = "cpu";
	if (r->block.weight.value || r->block.read_bps.n ||
	    r->block.write_bps.n || r->block.read_iops.n ||
	    r->block.write_iops.n || r->block.weight_device.n)
		names[n++] = "blockIO";
	if (r->unified)
		names[n++] = "unified";
	return n;
}

void describe_warn_of_others(const struct spec_resources *r, spec_warn_fn warn)
{
	const char *names[HOST_LIMITS_MAX];
	unsigned int n = describe_host_limits(r, names);

	for (unsigned int i = 0; i < n; i++)
		warn_of(names[i], warn);
}

void describe_limits(struct records *out, const struct spec_resources *r,
		     const struct joining *j, spec_warn_fn warn)
{
	if (j)
		add_memory(out, r, j, warn);
	add_pids(out, r);
	if (j)
		describe_warn_of_others(r, warn);
}
