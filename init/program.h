/* SPDX-License-Identifier: ISC */
/*
 * What the description says about the program itself, checked and typed.
 */
#ifndef INIT_PROGRAM_H
#define INIT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "config.h"

enum cap_set {
	CAPS_BOUNDING,
	CAPS_PERMITTED,
	CAPS_EFFECTIVE,
	CAPS_INHERITABLE,
	CAPS_AMBIENT,
	CAPS_COUNT
};

struct caps {
	unsigned int named;		/* 1 << enum cap_set */
	uint64_t mask[CAPS_COUNT];
};

struct limit {
	bool named;
	uint64_t soft, hard;		/* UINT64_MAX: unlimited */
};

struct program {
	const char **argv, **envp;	/* NULL-terminated */
	const char *cwd;
	bool has_ids;			/* a user or a group was named */
	bool nnp;
	bool console;
	bool has_root;			/* / will be changed by a record */
	uid_t uid;
	gid_t gid;
	size_t ngroups;
	gid_t *groups;
	mode_t umask;
	struct caps caps;
	struct limit limits[RLIM_NLIMITS];
};

/*
 * Read the whole description, checking every record.  The strings stay in
 * @bytes; the arrays are the program's, program_free() frees them.
 */
int program_read(struct program *p, const char *bytes, size_t size,
		 struct err *e);
void program_free(struct program *p);

#endif
