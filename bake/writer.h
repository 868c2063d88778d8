/* SPDX-License-Identifier: ISC */
/* Parts of an ELF file, one behind the other: what images of both kinds are made by. */
#ifndef BAKE_WRITER_H
#define BAKE_WRITER_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include <nabla/hvt.h>

#include "bake/image.h"
#include "lib/elf_file.h"

struct writer {
	const struct parts *parts;
	struct elf_file kernel;
	int fd;
	struct nabla_hvt_image hvt;	/* of a kernel for hvt */
	uint64_t at;			/* end of what is written */
	Elf64_Phdr seg[ELF_SEGMENTS_MAX];
	unsigned int nr;
};

/* The beginning: room for the headers, which come last. */
void writer_begin(struct writer *w);
/* Errors with errno: "writing the image: ..." */
int writer_failed(const struct writer *w, struct err *e);
void writer_align(struct writer *w, uint64_t to);
int writer_put(struct writer *w, const void *bytes, size_t n, struct err *e);
/* All of a file, to a page boundary and up to one. */
int writer_put_root(struct writer *w, uint64_t size, struct err *e);
/* A segment that begins here, otherwise as @like; a kernel has few enough. */
Elf64_Phdr *writer_add_segment(struct writer *w, const Elf64_Phdr *like);
/* The kernel's segments of that type. */
int writer_put_segments(struct writer *w, uint32_t type, uint64_t alignment,
			struct err *e);
int writer_put_headers(struct writer *w, uint64_t entry, struct err *e);

/* The size of the root's image; 0: there is none. */
int writer_root_size(const struct writer *w, uint64_t *size, struct err *e);
static inline uint64_t writer_whole_pages(uint64_t n)
{
	return (n + NABLA_BAKED_ALIGN - 1) & -(uint64_t)NABLA_BAKED_ALIGN;
}

/* baked.c, unikernel.c: all of the image */
int baked_write(struct writer *w, struct err *e);
int unikernel_write(struct writer *w, struct err *e);

#endif
