// SPDX-License-Identifier: ISC
/*
 * From /proc/self/mountinfo and /proc/self/cgroup.  In a hybrid the v2
 * hierarchy is left alone unless it has controllers.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "runtime/hierarchy.h"

#define LINE_MAX_	4096

/* The word that a list "a,b,c" and the list of a mount's options share. */
static bool shares_word(const char *list, const char *options)
{
	while (*list) {
		size_t n = strcspn(list, ",\n");
		const char *p = options;

		while (n && *p) {
			size_t m = strcspn(p, ",\n");

			if (m == n && !memcmp(p, list, n))
				return true;
			p += m + (p[m] != 0);
		}
		list += n + (list[n] != 0);
	}
	return false;
}

/*
 * Our group in the hierarchy with these options; v2's line has no controllers.
 */
static const char *own_group(struct arena *a, const char *options, bool v2)
{
	cleanup_file FILE *f = fopen("/proc/self/cgroup", "re");
	char line[LINE_MAX_];

	while (f && fgets(line, sizeof(line), f)) {
		char *list = strchr(line, ':');
		char *path = list ? strchr(list + 1, ':') : NULL;

		if (!path)
			continue;
		*path++ = '\0';
		list++;
		path[strcspn(path, "\n")] = '\0';
		if (v2 ? !*list : *list && shares_word(list, options))
			return arena_strdup(a, path);
	}
	return arena_strdup(a, "/");
}

/*
 * What of our group's path lies below the mount's own root.  In a container of
 * another runtime the mount may show a part only.
 */
static const char *below(const char *own, const char *root)
{
	size_t n = strlen(root);

	if (!strcmp(root, "/"))
		return own;
	if (!strncmp(own, root, n) && (own[n] == '/' || !own[n]))
		return own + n;
	return "";
}

static bool has_controllers(struct arena *a, const char *mount)
{
	char *path = arena_printf(a, "%s/cgroup.controllers", mount);
	cleanup_file FILE *f = path ? fopen(path, "re") : NULL;
	int c = f ? getc(f) : EOF;

	return c != EOF && c != '\n';
}

struct mount_line {
	char root[LINE_MAX_], at[LINE_MAX_], type[32], options[LINE_MAX_];
};

/* ID PARENT DEV ROOT AT OPTIONS [FIELDS...] - TYPE SOURCE OPTIONS */
static bool parse_line(const char *line, struct mount_line *m)
{
	const char *dash = strstr(line, " - ");

	return dash &&
	       sscanf(line, "%*d %*d %*s %4095s %4095s", m->root, m->at) == 2 &&
	       sscanf(dash, " - %31s %*s %4095s", m->type, m->options) == 2;
}

static int add(struct arena *a, const struct mount_line *m,
	       struct hierarchy *h)
{
	const char *own;

	h->v2 = !strcmp(m->type, "cgroup2");
	if (!h->v2 && strcmp(m->type, "cgroup"))
		return 0;
	own = own_group(a, m->options, h->v2);
	h->mount = arena_strdup(a, m->at);
	h->options = arena_strdup(a, m->options);
	if (!own || !h->mount || !h->options)
		return -ENOMEM;
	h->own = below(own, m->root);
	return 1;
}

bool hierarchy_has(const struct hierarchy *h, const char *controller)
{
	return !h->v2 && shares_word(controller, h->options);
}

/* A later mount at the same place hides an earlier one: keep one of them. */
static bool is_new(const struct hierarchy *out, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(out[i].mount, out[n].mount))
			return false;
	return true;
}

static int drop_empty_v2(struct arena *a, struct hierarchy *out, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++)
		if (!out[i].v2 || n == 1 || has_controllers(a, out[i].mount))
			out[kept++] = out[i];
	return kept;
}

int hierarchies_find(struct arena *a, struct hierarchy *out, struct err *e)
{
	cleanup_file FILE *f = fopen("/proc/self/mountinfo", "re");
	static struct mount_line m;
	char line[LINE_MAX_];
	int n = 0, rc;

	if (!f)
		return err_errno(e, "opening /proc/self/mountinfo");
	while (n < HIERARCHIES_MAX && fgets(line, sizeof(line), f)) {
		if (!parse_line(line, &m))
			continue;
		rc = add(a, &m, &out[n]);
		if (rc < 0)
			return err_set(e, -rc, "no memory for cgroups");
		if (rc && is_new(out, n))
			n++;
	}
	return drop_empty_v2(a, out, n);
}
