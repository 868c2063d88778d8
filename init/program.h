/* SPDX-License-Identifier: ISC */
/*
 * What the description says about the program itself, checked and typed.
 */
#ifndef INIT_PROGRAM_H
#define INIT_PROGRAM_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
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

/* What the kernel's scheduler and killer make of it. */
struct weight {
	bool has_oom, has_sched, has_ioprio;
	int oom;
	int policy, nice, priority;
	int ioprio;
};

struct syscalls {
	bool named;
	unsigned int flags;
	unsigned int size;		/* of filter, in bytes */
	struct sock_filter *filter;
};

struct program {
	const char **argv, **envp;	/* NULL-terminated */
	const char *cwd;
	bool has_ids;			/* a user or a group was named */
	bool nnp;
	bool console;
	bool has_root;			/* / will be changed by a record */
	bool home;			/* find out what HOME is to be */
	bool wait;			/* for START */
	struct winsize size;		/* of its terminal; 0 rows: not named */
	struct weight weight;
	struct syscalls syscalls;
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

/* The same, where nothing but a program may be described. */
int program_read_only(struct program *p, const char *bytes, size_t size,
		      struct err *e);
void program_free(struct program *p);

#endif
