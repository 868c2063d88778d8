/* SPDX-License-Identifier: ISC */
/*
 * Containers whose program is a Solo5 unikernel.  Such a container is a single
 * process, solo5-spt or solo5-hvt: there is no library kernel, and neither
 * gofer nor relay.  Three steps make it:
 *
 *	find	in create, before anything is made: what the file and the
 *		annotations say, and whether they agree
 *	open	in the container's process, while it sees the container's files
 *	words	at start: the network, and the tender's command line
 *
 * The file is hostile, and may change in between: what was read of it is only
 * used to tell what is wrong early.  The tender reads it once more, and
 * decides.
 */
#ifndef RUNTIME_SOLO5_H
#define RUNTIME_SOLO5_H

#include <stdbool.h>

#include "runtime/launch.h"
#include "runtime/words.h"
#include "tenders/common/unikernel.h"

/* As the tender sees it. */
#define SOLO5_FILE	"unikernel"

/* What is to be attached to an entry of the manifest. */
struct solo5_device {
	const char *path;		/* of a disk, in the container's root */
	const char *sector_size;	/* NULL: the tender's default */
	int fd;				/* a disk, or a tap without a name */
};

struct interface;

struct solo5 {
	const char *abi;		/* "spt" or "hvt" */
	const char *tender;		/* the tender's name, "solo5-spt" */
	bool is_virtual;		/* it is hvt, and uses /dev/kvm */
	bool mirage;			/* is told its addresses */
	const char **args;		/* NULL-terminated */
	struct manifest manifest;
	struct solo5_device device[MFT1_ENTRIES_MAX];
	uint32_t net[MFT1_ENTRIES_MAX];	/* network devices, by interface */
	unsigned int n_nets;
};

/* Sets l->solo5 if the program in the root file system of that path is one. */
int solo5_find(struct launch *l, const char *rootfs, struct err *e);

/* Its annotations: which disk is which device, and so on. */
int solo5_read_annotations(struct solo5 *u, const struct spec *s,
			   struct err *e);
const char *solo5_annotation(const struct spec *s, const char *name);

/* The file, looked up in that root; O_PATH, or -1. */
int solo5_open_program(const struct spec *s, int root);

/* Disks, looked up in that root, and taps. */
int solo5_open(struct solo5 *u, int root, struct err *e);

/* Answers start. */
int solo5_words(struct launch *l, int starter, struct words *w, struct err *e);

/* The device of that name is an interface that a tap was made for. */
int solo5_add_net(struct words *w, const char *name, const struct interface *f,
		  struct err *e);

/* Bytes of guest memory and of the control group for a limit of that many. */
void solo5_divide(const struct solo5 *u, uint64_t limit, uint64_t *guest,
		  uint64_t *total);

#endif
