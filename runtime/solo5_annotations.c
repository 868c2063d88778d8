// SPDX-License-Identifier: ISC
/*
 * Annotations of a container with a unikernel.  Those of urunc's that are about
 * Solo5 mean what they mean there; ours name devices of the manifest.  What
 * would change the container and is not honoured is refused.
 */
#include <errno.h>
#include <string.h>

#include "lib/str.h"
#include "runtime/log.h"
#include "runtime/solo5.h"

#define URUNC		"com.urunc.unikernel."
#define OURS		"nabla.solo5."

static int bad(const char *name, const char *why, struct err *e)
{
	return err_set(e, EINVAL, "annotations: %.100s: %s", name, why);
}

/* The device of that type and name; NULL as name: the only one of the type. */
static uint32_t find_device(const struct solo5 *u, uint32_t type,
			    const char *name)
{
	uint32_t found = 0;

	for (uint32_t i = 1; i < u->manifest.entries; i++) {
		const struct mft_entry *m = &u->manifest.e[i];

		if (m->type != type || (name && strcmp(m->name, name)))
			continue;
		if (found)
			return 0;
		found = i;
	}
	return found;
}

static int take_disk(struct solo5 *u, const char *annotation,
		     const char *device, const char *path, struct err *e)
{
	uint32_t i = find_device(u, MFT_DEV_BLOCK_BASIC, device);

	if (!i)
		return bad(annotation, device ? "the unikernel declares no "
			   "block device of that name" : "the unikernel does "
			   "not declare exactly one block device", e);
	if (u->device[i].path)
		return bad(annotation, "the device is given twice", e);
	if (!*path)
		return bad(annotation, "no path", e);
	u->device[i].path = path;
	return 0;
}

static int take_sector_size(struct solo5 *u, const char *annotation,
			    const char *device, const char *size,
			    struct err *e)
{
	uint32_t i = find_device(u, MFT_DEV_BLOCK_BASIC, device);
	uint64_t n;

	if (!i)
		return bad(annotation, "the unikernel declares no block device "
			   "of that name", e);
	if (str_u64(size, 10, 512, UINT16_MAX, &n) < 0 || (n & (n - 1)))
		return bad(annotation, "not a power of two from 512 to 32768",
			   e);
	u->device[i].sector_size = size;
	return 0;
}

/* Ours: nabla.solo5.WHAT.DEVICE */
static const struct {
	const char *prefix;
	int (*take)(struct solo5 *u, const char *annotation, const char *device,
		    const char *value, struct err *e);
} ours[] = {
	{ OURS "block.",		take_disk },
	{ OURS "block-sector-size.",	take_sector_size },
	{ NULL, NULL },
};

static int take_ours(struct solo5 *u, const char *name, const char *value,
		     struct err *e)
{
	for (unsigned int i = 0; ours[i].prefix; i++) {
		size_t n = strlen(ours[i].prefix);

		if (!strncmp(name, ours[i].prefix, n))
			return ours[i].take(u, name, name + n, value, e);
	}
	if (strncmp(name, OURS, strlen(OURS)))
		return 0;
	return bad(name, "there is no such annotation", e);
}

static int refuse_others(const struct spec *s, struct err *e)
{
	static const char *const names[] = {
		URUNC "initrd", URUNC "bootKernel", URUNC "bootInitrd",
	};
	const char *value;

	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++) {
		value = solo5_annotation(s, names[i]);
		if (value && *value)
			return bad(names[i], "a Solo5 unikernel has none", e);
	}
	value = solo5_annotation(s, URUNC "mountRootfs");
	if (value && !strcmp(value, "true"))
		return bad(URUNC "mountRootfs", "the container's root as a "
			   "disk is not supported", e);
	return 0;
}

/* urunc's, for the one disk. */
static int take_block(struct solo5 *u, const struct spec *s, struct err *e)
{
	const char *path = solo5_annotation(s, URUNC "block");

	if (!path || !*path)
		return 0;
	return take_disk(u, URUNC "block",
			 solo5_annotation(s, URUNC "solo5BlkDev"), path, e);
}

/* In the manifest's order, but for the one that is to be the first. */
static int order_nets(struct solo5 *u, const struct spec *s, struct err *e)
{
	const char *name = solo5_annotation(s, URUNC "solo5NetDev");
	uint32_t first = name ? find_device(u, MFT_DEV_NET_BASIC, name) : 0;

	if (name && !first)
		return bad(URUNC "solo5NetDev", "the unikernel declares no "
			   "network device of that name", e);
	if (first)
		u->net[u->n_nets++] = first;
	for (uint32_t i = 1; i < u->manifest.entries; i++)
		if (u->manifest.e[i].type == MFT_DEV_NET_BASIC && i != first)
			u->net[u->n_nets++] = i;
	return 0;
}

static int check_devices(const struct solo5 *u, struct err *e)
{
	for (uint32_t i = 1; i < u->manifest.entries; i++) {
		const struct mft_entry *m = &u->manifest.e[i];

		if (is_channel(m))
			return err_set(e, ENOTSUP, "the unikernel declares the "
				       "channel %s, which nobody is at the "
				       "other end of", m->name);
		if (m->type == MFT_DEV_BLOCK_BASIC && !u->device[i].path)
			return err_set(e, EINVAL, "the unikernel declares "
				       "block device %s, but no annotation "
				       OURS "block.%s names its file", m->name,
				       m->name);
	}
	return 0;
}

static void read_type(struct solo5 *u, const struct spec *s)
{
	const char *type = solo5_annotation(s, URUNC "unikernelType");

	u->mirage = type && !strcmp(type, "mirage");
	if (type && *type && !u->mirage)
		log_warn("annotations: " URUNC "unikernelType: only mirage is "
			 "told its addresses");
}

int solo5_read_annotations(struct solo5 *u, const struct spec *s,
			   struct err *e)
{
	if (refuse_others(s, e) < 0 || take_block(u, s, e) < 0)
		return -e->code;
	if (s->annotations) {
		json_object_object_foreach(s->annotations, name, value)
			if (take_ours(u, name, json_object_get_string(value),
				      e) < 0)
				return -e->code;
	}
	read_type(u, s);
	if (order_nets(u, s, e) < 0)
		return -e->code;
	return check_devices(u, e);
}
