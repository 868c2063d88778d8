/* SPDX-License-Identifier: ISC */
/* The kernel image: a hostile ELF file. */
#ifndef RUN_IMAGE_H
#define RUN_IMAGE_H

#include <stdint.h>

#include <nabla/image.h>

struct err;
struct ram;

/*
 * Checks the image and copies its segments to where they are linked in RAM.  On
 * success every address in *image is that of an instruction in an executable
 * segment, and image->end lies between the last segment's end and RAM's end.
 * Everything that decides is read from the file once.
 */
int image_load(const struct ram *ram, int fd, struct nabla_image *image,
	       struct err *e);

/* The same for a file by name. */
int image_load_path(const struct ram *ram, const char *path,
		    struct nabla_image *image, struct err *e);

#endif
