/* SPDX-License-Identifier: ISC */
/* The command line of the Solo5 tenders; strings still belong to argv. */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <solo5/mft_abi.h>

struct err;

#define MEM_DEFAULT_MB		512
#define BLOCK_SIZE_DEFAULT	512
#define DEVICES_MAX		(MFT1_ENTRIES_MAX - 1)

/* What the command line says of the device of that name. */
struct device_option {
	char name[MFT1_NAME_SIZE];
	uint32_t type;			/* enum mft_type */
	const char *where;		/* path or interface; NULL: fd */
	int fd;				/* -1: where */
	bool have_mac;
	uint8_t mac[6];
	uint16_t block_size;		/* 0: not given */
};

struct options {
	enum { RUN, HELP, VERSION } action;
	uint64_t mem;			/* bytes */
	unsigned int nr_devices;
	struct device_option device[DEVICES_MAX];
	const char *kernel;
	char **args;			/* NULL-terminated */
	/* spt */
	bool exec_heap;
	/* hvt */
	bool gdb;
	uint16_t gdb_port;
	const char *dumpcore;		/* folder; NULL: none */
};

/* An option of one tender only; the last of a table has no name. */
struct option_form {
	const char *name;		/* "--gdb", or "--gdb-port=" */
	int (*take)(struct options *o, const char *value, struct err *e);
};

struct option_set {
	const char *program;
	const char *usage;		/* of the tender's own options */
	uint64_t mem_max_mb;
	const struct option_form *own;
	bool channels;			/* has --files:, --control: */
};

int options_parse(struct options *o, const struct option_set *set, int argc,
		  char **argv, struct err *e);

void options_help(const struct option_set *set);

#endif
