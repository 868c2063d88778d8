/* SPDX-License-Identifier: ISC */
/* A container that is baked into the kernel image: <nabla/baked.h>. */
#ifndef RUN_BAKED_H
#define RUN_BAKED_H

#include <nabla/baked.h>

struct elf_file;
struct err;
struct image;
struct tender;

/* Whether all of it is as it is to be: 0 or -ENOEXEC. */
int baked_check(const struct nabla_baked *b, const struct elf_file *f,
		struct err *e);

/* Reads its records to where there is room for baked.config_size bytes. */
int baked_config(const struct image *i, char *to, struct err *e);

/*
 * Makes its root a device, with the image's own descriptor, and sees that what
 * else it wants has been given.
 */
int baked_devices(struct tender *t, struct err *e);

#endif
