// SPDX-License-Identifier: ISC
/* ps: the host's processes of a container. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/args.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/container.h"

/* Not the gofer and the relay, which are not the container's own. */
static bool is_own(const struct container *c, pid_t pid)
{
	return pid != c->gofer.pid && pid != c->relay.pid;
}

/* Without control groups the first is the only one we know of. */
static int find(struct container *c, pid_t **pids, size_t *n, struct err *e)
{
	static pid_t first;
	size_t kept = 0;

	if (!process_alive(&c->init)) {
		*n = 0;
		return 0;
	}
	if (cgroup_pids(c->cgroups.dirs, &c->arena, pids, n, e) < 0)
		return -e->code;
	for (size_t i = 0; i < *n; i++)
		if (is_own(c, (*pids)[i]))
			(*pids)[kept++] = (*pids)[i];
	*n = kept;
	if (!kept) {
		first = c->init.pid;
		*pids = &first;
		*n = 1;
	}
	return 0;
}

static void print(const pid_t *pids, size_t n, bool json)
{
	if (json)
		putchar('[');
	else
		puts("PID");
	for (size_t i = 0; i < n; i++)
		printf(json ? "%s%d" : "%s%d\n", json && i ? "," : "",
		       pids[i]);
	if (json)
		puts("]");
}

int command_ps(const struct runtime *rt, int argc, char **argv, struct err *e)
{
	const char *format = "table";
	struct container c;
	pid_t *pids;
	size_t n;
	char **words;
	const struct arg args[] = {
		{ "format", 'f', ARG_STRING, &format },
		{ NULL },
	};
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	if (strcmp(format, "json") && strcmp(format, "table"))
		return err_set(e, EINVAL, "ps: --format: \"%s\" is neither "
			       "table nor json", format);
	rc = container_open(&c, rt, words[0], CONTAINER_SHARED, e);
	if (!rc)
		rc = find(&c, &pids, &n, e);
	if (!rc)
		print(pids, n, !strcmp(format, "json"));
	container_close(&c);
	if (!rc && fflush(stdout))
		return err_errno(e, "writing to standard output");
	return rc;
}
