/* SPDX-License-Identifier: ISC */
/* The command line, parsed: strings still belong to argv. */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <nabla/boot.h>

struct err;

enum action {
	ACTION_RUN,
	ACTION_HELP,
	ACTION_VERSION,
};

/* --KIND:NAME=WHERE */
struct device_option {
	uint32_t type;			/* enum nabla_device_type */
	char name[NABLA_NAME_MAX];
	char where[256];		/* path or interface; empty: fd */
	int fd;				/* -1: where */
	uint8_t mac[6];			/* all zero: not given */
	uint16_t mtu;			/* 0: not given */
	bool read_only;
	uint32_t block_size;		/* 0: not given */
};

struct options {
	enum action action;
	uint64_t mem;			/* bytes; 0: as much as the host has */
	unsigned int members;
	const char *initrd;		/* these three: NULL if not given */
	const char *config;
	const char *cmdline;
	int config_fd;			/* --config=@FD; -1 */
	bool tty;
	bool dumpable;
	bool give_back;
	const char *kernel;
	char **args;			/* NULL-terminated */
	unsigned int nr_devices;
	struct device_option device[NABLA_DEVICES_MAX];
};

int options_parse(struct options *o, int argc, char **argv, struct err *e);

/*
 * Takes an argument of the form --KIND:NAME=VALUE (or --control=@FD): 1; one of
 * another form: 0; a wrong one: -errno.
 */
int device_option_parse(struct options *o, const char *arg, struct err *e);

/* "@5" to 5; -EINVAL if it is not of that form. */
int fd_option_parse(const char *s, int *fd);

extern const char options_usage[];

#endif
