// SPDX-License-Identifier: ISC
/*
 * cgroupsPath as engines write it for systemd, "SLICE:PREFIX:NAME": the scope
 * PREFIX-NAME.scope in that slice.  A slice "a-b.slice" lies in "a.slice".
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/str.h"
#include "runtime/cgroup.h"

#define SLICE	".slice"

static bool is_slice(const char *name)
{
	size_t n = strlen(name), end = strlen(SLICE);

	return n > end && !strcmp(name + n - end, SLICE) &&
	       !strchr(name, '/') && !strstr(name, "--") &&
	       (name[0] != '-' || !strcmp(name, "-" SLICE)) &&
	       (n == end + 1 || name[n - end - 1] != '-');
}

/* Each dash ends the name of one that is above. */
static size_t put_slices(const char *name, char *out, size_t size)
{
	size_t n = 0, stem = strlen(name) - strlen(SLICE);

	if (name[0] == '-')
		return 0;
	for (size_t i = 1; i <= stem && n < size; i++)
		if (i == stem || name[i] == '-')
			n += (size_t)snprintf(out + n, size - n, "/%.*s" SLICE,
					      (int)i, name);
	return n;
}

static size_t put_unit(const char *prefix, const char *name, char *out,
		       size_t size)
{
	if (is_slice(name))
		return (size_t)snprintf(out, size, "/%s", name);
	return (size_t)snprintf(out, size, "/%s%s%s.scope", prefix,
				*prefix ? "-" : "", name);
}

int cgroup_systemd_path(const char *path, const char *id, char *out,
			size_t size, struct err *e)
{
	char copy[512] = "", *prefix, *name;
	const char *slice = "system" SLICE;
	size_t n;

	if (!path || !*path)
		snprintf(copy, sizeof(copy), "%s:runnc:%s", slice, id);
	else if (str_copy(copy, sizeof(copy), path) < 0)
		return err_set(e, EINVAL, "cgroupsPath \"%.80s\" is too long",
			       path);
	prefix = strchr(copy, ':');
	name = prefix ? strchr(prefix + 1, ':') : NULL;
	if (!name || !name[1] || strchr(name + 1, ':') || strchr(copy, '/'))
		return err_set(e, EINVAL, "cgroupsPath \"%.80s\" is not "
			       "SLICE:PREFIX:NAME, as systemd needs it", path);
	*prefix++ = '\0';
	*name++ = '\0';
	if (*copy)
		slice = copy;
	if (!is_slice(slice))
		return err_set(e, EINVAL, "cgroupsPath \"%.80s\": \"%.80s\" is "
			       "no slice", path, slice);
	n = put_slices(slice, out, size);
	if (n < size)
		n += put_unit(prefix, name, out + n, size - n);
	return n < size ? 0 : err_set(e, EINVAL, "cgroupsPath \"%.80s\" is too "
				      "long", path);
}
