// SPDX-License-Identifier: ISC
/* Resources of config.json and of update. */
#include <string.h>

#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec_resources, member)
#define IN(part, member) (AT(part.member) - AT(part))

/* runc sets kernel memory no more either: kernels have dropped it. */
#define NO_KERNEL_MEMORY "kernels have no such limit any more"

static const struct field memory_fields[] = {
	{ "limit", FIELD_INT, false, IN(memory, limit) },
	{ "reservation", FIELD_INT, false, IN(memory, reservation) },
	{ "swap", FIELD_INT, false, IN(memory, swap) },
	{ "swappiness", FIELD_UINT, false, IN(memory, swappiness) },
	{ "disableOOMKiller", FIELD_BOOL, false,
	  IN(memory, disable_oom_killer) },
	{ "kernel", FIELD_WARN, .why = NO_KERNEL_MEMORY },
	{ "kernelTCP", FIELD_WARN, .why = NO_KERNEL_MEMORY },
	{ "useHierarchy", FIELD_IGNORE },	/* always */
	{ "checkBeforeUpdate", FIELD_IGNORE },	/* always */
	{ NULL },
};

static const struct field cpu_fields[] = {
	{ "shares", FIELD_UINT, false, IN(cpu, shares) },
	{ "quota", FIELD_INT, false, IN(cpu, quota) },
	{ "burst", FIELD_UINT, false, IN(cpu, burst) },
	{ "period", FIELD_UINT, false, IN(cpu, period) },
	{ "realtimeRuntime", FIELD_INT, false, IN(cpu, rt_runtime) },
	{ "realtimePeriod", FIELD_UINT, false, IN(cpu, rt_period) },
	{ "cpus", FIELD_STRING, false, IN(cpu, cpus) },
	{ "mems", FIELD_STRING, false, IN(cpu, mems) },
	{ "idle", FIELD_INT, false, IN(cpu, idle) },
	{ NULL },
};

static const struct field pids_fields[] = {
	{ "limit", FIELD_INT, false, IN(pids, limit) },
	{ NULL },
};

static const struct field device_fields[] = {
	{ "major", FIELD_INT, true, offsetof(struct spec_block_device, major) },
	{ "minor", FIELD_INT, true, offsetof(struct spec_block_device, minor) },
	{ "weight", FIELD_UINT, false,
	  offsetof(struct spec_block_device, weight) },
	{ "rate", FIELD_UINT, false, offsetof(struct spec_block_device, rate) },
	{ "leafWeight", FIELD_WARN, .why = "kernels have none any more" },
	{ NULL },
};

#define DEVICES(name, member) \
	{ name, FIELD_LIST, false, IN(block, member), \
	  sizeof(struct spec_block_device), device_fields }

static const struct field block_fields[] = {
	{ "weight", FIELD_UINT, false, IN(block, weight) },
	DEVICES("weightDevice", weight_device),
	DEVICES("throttleReadBpsDevice", read_bps),
	DEVICES("throttleWriteBpsDevice", write_bps),
	DEVICES("throttleReadIOPSDevice", read_iops),
	DEVICES("throttleWriteIOPSDevice", write_iops),
	{ "leafWeight", FIELD_WARN, .why = "kernels have none any more" },
	{ NULL },
};

/*
 * devices: the host's are out of the container's reach anyhow, since it can
 * open nothing; inside it sees the library kernel's.
 */
const struct field spec_resources_fields[] = {
	{ "devices", FIELD_IGNORE },
	{ "memory", FIELD_OBJECT, false, AT(memory), .of = memory_fields },
	{ "cpu", FIELD_OBJECT, false, AT(cpu), .of = cpu_fields },
	{ "pids", FIELD_OBJECT, false, AT(pids), .of = pids_fields },
	{ "blockIO", FIELD_OBJECT, false, AT(block), .of = block_fields },
	{ "unified", FIELD_CALL, false, AT(unified),
	  .call = spec_read_strings_map },
	{ "hugepageLimits", FIELD_WARN,
	  .why = "guest memory takes none of the host's huge pages" },
	{ "network", FIELD_WARN,
	  .why = "classes of traffic that the guest's packets don't carry" },
	{ "rdma", FIELD_WARN, .why = "the library kernel has no such devices" },
	{ NULL },
};

int spec_resources_read(struct spec_resources *res, struct json_object *json,
			struct arena *arena, spec_warn_fn warn, struct err *e)
{
	struct reader r = { .arena = arena, .warn = warn, .e = e,
			    .path = "resources" };

	*res = (struct spec_resources){ 0 };
	return reader_object(&r, json, spec_resources_fields, res);
}
