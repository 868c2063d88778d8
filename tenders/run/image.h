/* SPDX-License-Identifier: ISC */
/* The kernel image: a hostile ELF file. */
#ifndef RUN_IMAGE_H
#define RUN_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <nabla/baked.h>
#include <nabla/image.h>

#include "lib/elf_file.h"

struct err;
struct ram;

/* All of it that decides, read from the file once. */
struct image {
	struct elf_file file;		/* its descriptor is the caller's */
	struct nabla_image kernel;	/* not checked before image_place() */
	struct nabla_baked baked;	/* checked, if there is one */
	bool have_kernel, have_baked;
};

/* Reads and checks headers and notes.  0 or -errno. */
int image_read(struct image *i, int fd, struct err *e);

/* The same for a file by name; on success i->file.fd is open. */
int image_open(struct image *i, const char *path, struct err *e);

/*
 * Checks the segments and copies them to where they are linked in RAM.  On
 * success every address in i->kernel is that of an instruction in an executable
 * segment, and its end lies between the last segment's end and RAM's end.
 */
int image_place(const struct image *i, const struct ram *ram, struct err *e);

#endif
