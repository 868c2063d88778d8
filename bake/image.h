/* SPDX-License-Identifier: ISC */
/* The image that is baked: <nabla/baked.h>, <nabla/hvt.h>. */
#ifndef BAKE_IMAGE_H
#define BAKE_IMAGE_H

#include <stddef.h>

#include <nabla/baked.h>

struct err;

/* What it will run on. */
enum target {
	TARGET_PROCESS,			/* nabla-run */
	TARGET_HVT,			/* a Solo5 hvt tender */
};

struct parts {
	enum target target;
	const char *kernel;		/* path of a kernel image, not baked */
	int root;			/* its image's descriptor; -1: none */
	const char *records;
	size_t records_size;
	struct nabla_baked baked;	/* what is known without the file */
	/* for hvt: names of channels in the manifest; NULL: none */
	const char *files, *control;
};

/* Writes it to an empty file. */
int image_write_to(int fd, const struct parts *p, struct err *e);

/* Writes it to a new file, which takes the place of path when it is whole. */
int image_write(const char *path, const struct parts *p, struct err *e);

#endif
