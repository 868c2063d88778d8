// SPDX-License-Identifier: ISC
/*
 * Files, mounts and devices, in the order of config.json.  Every path is
 * resolved by the guest, in its own root: nothing of it is followed on the
 * host.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/describe.h"

#define OPTIONS_MAX	4096

bool mount_has_option(const struct spec_mount *m, const char *option)
{
	for (const char **o = m->options; o && *o; o++)
		if (!strcmp(*o, option))
			return true;
	return false;
}

static bool says_bind(const struct spec_mount *m)
{
	return (m->type && !strcmp(m->type, "bind")) ||
	       mount_has_option(m, "bind") || mount_has_option(m, "rbind");
}

#define CGROUPS	"/sys/fs/cgroup"

static bool is_or_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

/*
 * Engines show the host's where a user namespace may not mount one, or to a
 * service manager: the library kernel's is meant, and the host's no business of
 * the gofer's.
 */
static bool is_host_sysfs(const struct spec_mount *m)
{
	return says_bind(m) && m->source && !strcmp(m->source, "/sys");
}

static bool is_host_cgroups(const struct spec_mount *m)
{
	return says_bind(m) && m->source && is_or_below(m->source, CGROUPS);
}

bool mount_is_bind(const struct spec_mount *m)
{
	return says_bind(m) && !is_host_sysfs(m) && !is_host_cgroups(m);
}

/*
 * What mount(8) or an engine says and no kernel need hear, or what is done when
 * the gofer's files are laid out.
 */
static bool is_for_runtime(const char *option)
{
	static const char *const names[] = {
		"bind", "rbind", "notmpcopyup", "rprivate", "private", "rslave",
		"slave", "rshared", "shared", "runbindable", "unbindable",
		"copy-symlink",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], option))
			return true;
	return false;
}

/* "rro" and the like: all that is mounted below as well. */
static const char *plain_name(const char *option)
{
	static const char *const names[] = {
		"ro", "rw", "nosuid", "suid", "nodev", "dev", "noexec", "exec",
		"noatime", "atime", "nodiratime", "diratime", "relatime",
		"norelatime", "strictatime", "nostrictatime", "nosymfollow",
		"symfollow",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (option[0] == 'r' && !strcmp(names[i], option + 1))
			return names[i];
	return option;
}

static int join_options(const struct spec_mount *m, char *text, size_t size,
			struct err *e)
{
	size_t at = 0;

	text[0] = '\0';
	for (const char **o = m->options; o && *o; o++) {
		if (is_for_runtime(*o) ||
		    (!strcmp(*o, "tmpcopyup") &&
		     (!m->type || strcmp(m->type, "tmpfs"))))
			continue;
		at += (size_t)snprintf(text + at, size - at, "%s%s",
				       at ? "," : "", plain_name(*o));
		if (at >= size)
			return err_set(e, E2BIG, "mounts: options of %.100s "
				       "are too long", m->destination);
	}
	return 0;
}

static const char *absolute(const char *destination, char *room, size_t size)
{
	if (destination[0] == '/')
		return destination;
	snprintf(room, size, "/%s", destination);
	return room;
}

/* Files of one that is not the first lie in a folder of the gofer's. */
static const char *in_folder(const struct joining *j, const char *name,
			     char *room, size_t size)
{
	if (!j)
		return name;
	snprintf(room, size, "%s/%s", j->folder, name);
	return room;
}

static void add_bind(struct records *out, const struct joining *j,
		     size_t number, const char *at, const char *options)
{
	char digits[24], room[64];
	const char *name;

	snprintf(digits, sizeof(digits), "%zu", number);
	name = in_folder(j, digits, room, sizeof(room));
	records_add(out, "bind", name, at, options, NULL);
}

/* The library kernel's control groups, whichever kind was asked for. */
static void add_cgroups(struct records *out, const char *at,
			const struct spec_mount *m)
{
	records_add(out, "mount", "cgroup2", at, "cgroup2",
		    "nosuid,nodev,noexec,relatime", NULL);
	/* by itself: init's own mount of them has to stay writable */
	if (mount_has_option(m, "ro"))
		records_add(out, "mount", "", at, "",
			    "remount,bind,ro,nosuid,nodev,noexec", NULL);
}

static int add_file_system(struct records *out, const struct spec_mount *m,
			   const char *at, const char *options, struct err *e)
{
	static const char *const types[] = {
		"proc", "sysfs", "tmpfs", "devpts", "mqueue", "ramfs", NULL,
	};
	const char *type = m->type ? m->type : "";
	unsigned int i = 0;

	records_add(out, "mkdir", at, "0755", NULL);
	if (!strcmp(type, "cgroup") || !strcmp(type, "cgroup2")) {
		add_cgroups(out, at, m);
		return 0;
	}
	while (types[i] && strcmp(types[i], type))
		i++;
	if (!types[i])
		return err_set(e, EINVAL, "mounts: a file system of type "
			       "\"%.40s\" on %.200s is not supported", type,
			       m->destination);
	records_add(out, "mount", m->source ? m->source : type, at, type,
		    options, NULL);
	return 0;
}

/*
 * There is one hierarchy: whoever wants to write to a part of the host's many
 * wants to write to it.
 */
static void add_host_cgroups(struct records *out, const char *at,
			     const struct spec_mount *m)
{
	if (!is_or_below(at, CGROUPS) || !strcmp(at, CGROUPS)) {
		records_add(out, "mkdir", at, "0755", NULL);
		add_cgroups(out, at, m);
	} else if (!mount_has_option(m, "ro")) {
		records_add(out, "mount", "", CGROUPS, "",
			    "remount,bind,nosuid,nodev,noexec", NULL);
	}
}

static void add_sysfs(struct records *out, const char *at, const char *options)
{
	records_add(out, "mkdir", at, "0755", NULL);
	records_add(out, "mount", "sysfs", at, "sysfs", options, NULL);
}

static int add_mounts(struct records *out, const struct spec *s,
		      const struct joining *j, struct err *e)
{
	const struct spec_mount *m = s->mounts.items;
	char options[OPTIONS_MAX], room[OPTIONS_MAX];

	for (size_t i = 0; i < s->mounts.n; i++) {
		const char *at = absolute(m[i].destination, room, sizeof(room));

		if (join_options(&m[i], options, sizeof(options), e) < 0)
			return -e->code;
		if (is_host_sysfs(&m[i]))
			add_sysfs(out, at, options);
		else if (is_host_cgroups(&m[i]))
			add_host_cgroups(out, at, &m[i]);
		else if (mount_is_bind(&m[i]))
			add_bind(out, j, i, at, options);
		else if (add_file_system(out, &m[i], at, options, e) < 0)
			return -e->code;
	}
	return 0;
}

/* Character devices of the same numbers and meaning in the library kernel. */
static bool guest_has(const struct spec_device *d)
{
	static const struct { int64_t major, minor; } known[] = {
		{ 1, 3 }, { 1, 5 }, { 1, 7 }, { 1, 8 }, { 1, 9 }, { 5, 0 },
		{ 5, 1 }, { 5, 2 }, { 10, 200 }, { 10, 229 },
	};

	if (d->type[0] == 'p')
		return true;
	for (unsigned int i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (d->type[0] != 'b' && known[i].major == d->major.value &&
		    known[i].minor == d->minor.value)
			return true;
	return false;
}

static void add_device(struct records *out, const struct spec_device *d)
{
	char major[24], minor[24], mode[16], uid[24], gid[24];

	snprintf(major, sizeof(major), "%" PRId64, d->major.value);
	snprintf(minor, sizeof(minor), "%" PRId64, d->minor.value);
	snprintf(mode, sizeof(mode), "%04o", d->mode.set ?
		 (unsigned int)(d->mode.value & 07777) : 0666);
	snprintf(uid, sizeof(uid), "%" PRIu64, d->uid.value);
	snprintf(gid, sizeof(gid), "%" PRIu64, d->gid.value);
	records_add(out, "device", d->path, d->type[0] == 'p' ? "p" : "c",
		    major, minor, mode, uid, gid, NULL);
}

static void add_devices(struct records *out, const struct spec *s,
			spec_warn_fn warn)
{
	const struct spec_device *d = s->linux_.devices.items;
	char text[200];

	for (size_t i = 0; i < s->linux_.devices.n; i++) {
		if (guest_has(&d[i])) {
			add_device(out, &d[i]);
			continue;
		}
		snprintf(text, sizeof(text), "linux.devices: %.100s: not "
			 "honoured: a device of the host's", d[i].path);
		warn(text);
	}
}

static void add_words(struct records *out, const char *name,
		      const char **words)
{
	for (; words && *words; words++)
		records_add(out, name, *words, NULL);
}

int describe_files(struct records *out, const struct spec *s,
		   const struct joining *j, spec_warn_fn warn, struct err *e)
{
	char room[64];

	records_add(out, "files", FILES_TAG,
		    in_folder(j, FILES_ROOT, room, sizeof(room)), NULL);
	if (add_mounts(out, s, j, e) < 0)
		return -e->code;
	records_add(out, "dev", NULL);
	add_devices(out, s, warn);
	/* whoever joins has one of the guest's own */
	if (s->process.terminal && !j)
		records_add(out, "device", "/dev/console", "c", "5", "1",
			    "0600", "0", "0", NULL);
	if (s->has_process)
		records_add(out, "mkdir", s->process.cwd, "0755", NULL);
	add_words(out, "mask", s->linux_.masked);
	add_words(out, "readonly", s->linux_.readonly);
	if (s->root.readonly)
		records_add(out, "mount", "", "/", "", "remount,bind,ro", NULL);
	return 0;
}
