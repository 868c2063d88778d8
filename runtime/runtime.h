/* SPDX-License-Identifier: ISC */
/* What every command is given: the global options. */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include <stdbool.h>

#include "lib/err.h"

enum cgroup_manager {
	CGROUPS_FS,		/* directories in the host's hierarchies */
	CGROUPS_SYSTEMD,	/* the same, where systemd would make them */
	CGROUPS_NONE,
};

struct runtime {
	const char *root;	/* state directories are in it; absolute */
	enum cgroup_manager cgroups;
	bool debug;
};

/* What main() exits with if a command failed. */
#define EXIT_FAILED	1

/*
 * A command gets its own arguments, argv[0] being its name.  It returns the
 * exit status, or -errno with *e set.
 */
struct command {
	const char *name;
	int (*run)(const struct runtime *rt, int argc, char **argv,
		   struct err *e);
	const char *usage;	/* of its options and arguments */
};

extern const struct command commands[];	/* name NULL ends it */

#endif
