// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/dirs.h"
#include "runtime/rootless.h"

/* As newuidmap(1) takes them: three words for each. */
#define MAPS_MAX	340

#define EVERYBODY	4294967295U

static bool first_namespace(void)
{
	unsigned int inside = 1, outside = 1, size = 0;
	FILE *f = fopen("/proc/self/uid_map", "re");
	int n = f ? fscanf(f, "%u %u %u", &inside, &outside, &size) : 0;

	if (f)
		fclose(f);
	/* a host without user namespaces has no such file */
	return !f || (n == 3 && !inside && !outside && size == EVERYBODY);
}

bool rootless(void)
{
	return geteuid() || !first_namespace();
}

/* What anybody may map: themselves. */
static bool only(const struct list *maps, uint64_t id)
{
	const struct spec_id_map *m = maps->items;

	return maps->n == 1 && m->size.value == 1 && m->outside.value == id;
}

static int write_map(pid_t pid, const char *file, const struct list *maps,
		     struct err *e)
{
	const struct spec_id_map *m = maps->items;
	char path[64], text[4096];
	size_t at = 0;

	for (size_t i = 0; i < maps->n && at < sizeof(text); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
				       "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
				       m[i].inside.value, m[i].outside.value,
				       m[i].size.value);
	if (at >= sizeof(text))
		return err_set(e, E2BIG, "linux: too many id mappings");
	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return dirs_write(AT_FDCWD, path, text, e);
}

static int run(char **words, struct err *e)
{
	extern char **environ;
	int status, rc;
	pid_t pid;

	rc = posix_spawnp(&pid, words[0], NULL, NULL, words, environ);
	if (rc == ENOENT)
		return err_set(e, rc, "the user namespace's map needs %s "
			       "(Debian's package uidmap)", words[0]);
	if (rc)
		return err_set(e, rc, "%s: %s", words[0], strerror(rc));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(e, "%s", words[0]);
	if (status)
		return err_set(e, EPERM, "%s refuses the user namespace's map: "
			       "is it within what /etc/subuid and /etc/subgid "
			       "give to this user?", words[0]);
	return 0;
}

static int ask_helper(pid_t pid, const char *helper, const struct list *maps,
		      struct err *e)
{
	const struct spec_id_map *m = maps->items;
	char digits[3 * MAPS_MAX + 1][24];
	char *words[3 * MAPS_MAX + 3] = { (char *)helper, digits[0] };
	size_t n = 1;

	if (maps->n > MAPS_MAX)
		return err_set(e, E2BIG, "linux: too many id mappings");
	snprintf(digits[0], sizeof(digits[0]), "%d", pid);
	for (size_t i = 0; i < maps->n; i++) {
		const uint64_t v[3] = {
			m[i].inside.value, m[i].outside.value, m[i].size.value
		};

		for (int k = 0; k < 3; k++, n++) {
			snprintf(digits[n], sizeof(digits[n]), "%" PRIu64, v[k]);
			words[n + 1] = digits[n];
		}
	}
	return run(words, e);
}

/* Groups may be mapped by anybody only if none can be dropped. */
static int write_own_group(pid_t pid, const struct list *maps, struct err *e)
{
	struct err ignored = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/setgroups", pid);
	dirs_write(AT_FDCWD, path, "deny", &ignored);
	return write_map(pid, "gid_map", maps, e);
}

int rootless_write_maps(const struct spec *s, pid_t pid, struct err *e)
{
	const struct list *uids = &s->linux_.uid_maps;
	const struct list *gids = &s->linux_.gid_maps;
	bool root = !geteuid();
	int rc;

	if (root || only(uids, geteuid()))
		rc = write_map(pid, "uid_map", uids, e);
	else
		rc = ask_helper(pid, "newuidmap", uids, e);
	if (rc < 0)
		return rc;
	if (root)
		return write_map(pid, "gid_map", gids, e);
	if (only(gids, getegid()))
		return write_own_group(pid, gids, e);
	return ask_helper(pid, "newgidmap", gids, e);
}
