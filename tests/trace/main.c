// SPDX-License-Identifier: ISC
/*
 * hostcalls: run a container's command and show which host system calls it made
 * once its seccomp filter was on.  Exit status: 1 if any is outside the allowed
 * set, 2 on an error of its own, else the command's.
 *
 *  -p PROGRAM	only those of processes that execute a file of that name: what an
 *		engine's runtime starts, say, and not the runtime
 *  -D		be the command, and count in a process beside it: for one that its
 *		own parent waits for, and whose children outlive it; only -o shows
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/trace/track.h"
#include "host.h"

struct options {
	const char *output;
	struct tracking how;
	struct report report;
};

static bool sets[ROLES][CALLS_MAX];

static int allow(const bool **allowed, bool *set, const char *list,
		 struct err *e)
{
	char *copy = strdup(list), *rest = copy, *name;

	if (!copy)
		return err_set(e, ENOMEM, "reading \"%s\"", list);
	memset(set, 0, sizeof(sets[0]));
	while ((name = strsep(&rest, ",")) && !e->code) {
		int nr = *name ? call_number(name) : 0;

		if (nr < 0)
			err_set(e, EINVAL, "no system call named \"%s\"", name);
		else if (*name)
			set[nr] = true;
	}
	free(copy);
	*allowed = set;
	return -e->code;
}

static int allow_guest(struct options *o, const char *list, struct err *e)
{
	int rc = allow(&o->report.allowed[FIRST], sets[FIRST], list, e);

	o->report.allowed[MEMBER] = o->report.allowed[FIRST];
	return rc;
}

static const struct option table[] = {
	{ "output",	required_argument,	NULL, 'o' },
	{ "allow",	required_argument,	NULL, 'a' },
	{ "zygote",	required_argument,	NULL, 'z' },
	{ "each",	no_argument,		NULL, 'e' },
	{ "program",	required_argument,	NULL, 'p' },
	{ "detached",	no_argument,		NULL, 'D' },
	{ NULL, 0, NULL, 0 },
};

static int parse(struct options *o, int argc, char **argv, struct err *e)
{
	int c, rc = allow_guest(o, HOST_CALLS, e);

	while (!rc && (c = getopt_long(argc, argv, "+o:a:z:ep:D", table, NULL)) >= 0) {
		switch (c) {
		case 'o':
			o->output = optarg;
			break;
		case 'a':
			rc = allow_guest(o, optarg, e);
			break;
		case 'z':
			rc = allow(&o->report.allowed[ZYGOTE], sets[ZYGOTE],
				   optarg, e);
			break;
		case 'e':
			o->report.each = true;
			break;
		case 'p':
			o->how.program = optarg;
			break;
		case 'D':
			o->how.detached = true;
			break;
		default:
			return err_set(e, EINVAL, "usage: hostcalls [-o FILE] "
				       "[-a CALL,...] [-z ZYGOTE'S,...] [-e] "
				       "[-p PROGRAM] [-D] COMMAND...");
		}
	}
	if (!rc && optind == argc)
		rc = err_set(e, EINVAL, "no command");
	return rc;
}

static int print(const struct options *o, const struct process *list,
		 unsigned long *bad, struct err *e)
{
	FILE *f = o->output ? fopen(o->output, "w") : stderr;

	if (!f)
		return err_errno(e, "opening %s", o->output);
	*bad = report_print(f, list, &o->report);
	if (fflush(f) || (o->output && fclose(f)))
		return err_errno(e, "writing %s", o->output);
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct process *list = NULL;
	struct err e = { 0 };
	unsigned long bad = 0;
	int status = 0;

	if (parse(&o, argc, argv, &e) ||
	    track(argv + optind, &o.how, &list, &status, &e) ||
	    print(&o, list, &bad, &e)) {
		fprintf(stderr, "hostcalls: %s\n", e.text);
		return 2;
	}
	if (bad) {
		fprintf(stderr, "hostcalls: %lu calls not allowed\n", bad);
		return 1;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	       WEXITSTATUS(status);
}
