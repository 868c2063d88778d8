/* SPDX-License-Identifier: ISC */
/* The command line of nabla-bake, parsed: strings still belong to argv. */
#ifndef BAKE_OPTIONS_H
#define BAKE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <nabla/baked.h>

#include "bake/image.h"

struct err;

enum action { ACTION_BAKE, ACTION_HELP, ACTION_VERSION };

/* --net=NAME[=ADDRESS/PREFIX[,GATEWAY]] */
struct net_option {
	char name[NABLA_NAME_MAX];
	char address[64];		/* empty: none */
	char gateway[48];
};

struct options {
	enum action action;
	enum target target;
	const char *root;		/* one of these two; else NULL */
	const char *program;
	const char *kernel;		/* NULL: the one that is installed */
	const char *output;
	const char *compress;		/* as mkfs.erofs has it; NULL: not */
	const char *files;		/* a gofer's; NULL: none */
	const char *cwd, *hostname;	/* NULL: not given */
	const char *uid, *gid;		/* NULL: root */
	bool read_only;
	uint32_t mem;			/* MB; 0: not given */
	const char **env, **add;	/* NULL-terminated */
	unsigned int nr_nets;
	struct net_option net[NABLA_BAKED_NETS];
	char **args;			/* NULL-terminated */
};

extern const char options_usage[];

/* 0 or -errno.  What it has allocated is the process's until its end. */
int options_parse(struct options *o, int argc, char **argv, struct err *e);

#endif
