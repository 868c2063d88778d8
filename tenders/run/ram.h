/* SPDX-License-Identifier: ISC */
/*
 * Guest RAM: one sealed memfd, mapped shared at NABLA_RAM.  A guest-physical
 * address is a type of its own, turned into a pointer by ram_at() alone.
 */
#ifndef RUN_RAM_H
#define RUN_RAM_H

#include <stdint.h>

struct err;

typedef struct { uint64_t off; } gpa;	/* guest-physical: offset into RAM */

struct ram {
	unsigned char *map;
	uint64_t size;			/* a multiple of the page size */
	uint64_t top;			/* what lies above is taken */
	int fd;
};

/* size 0: as much as the host has. */
int ram_create(struct ram *ram, uint64_t size, struct err *e);

/* NULL unless all of [at, at + len) is RAM. */
void *ram_at(const struct ram *ram, gpa at, uint64_t len);

/*
 * Copies len bytes at that offset of a file to RAM: 0, or -errno with errno set
 * (-ENODATA: the file ends before).  Goes through the memfd, so that no page is
 * mapped one by one.
 */
int ram_load(const struct ram *ram, gpa at, int from, uint64_t offset,
	     uint64_t len);

/*
 * Shows whole pages of a file in the place of RAM, read-only and executable, shared
 * with whoever else has them: 0, or -errno with errno set (-EPERM, -ENODEV: this
 * file can't be shown).  What lies there in the memfd nobody sees.
 */
int ram_show(const struct ram *ram, gpa at, int from, uint64_t offset,
	     uint64_t len);

/* Takes pages from the top, but none below floor: -ENOSPC. */
int ram_take_top(struct ram *ram, uint64_t len, gpa floor, gpa *at);

#endif
