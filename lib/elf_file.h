/* SPDX-License-Identifier: ISC */
/*
 * A hostile ELF executable.  Headers are copied once and checked; what can be
 * read of the rest lies within the file.  Errors start with "not a WHAT: " or
 * tell of a failed read.
 */
#ifndef LIB_ELF_FILE_H
#define LIB_ELF_FILE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct err;

#define ELF_SEGMENTS_MAX	32

struct elf_file {
	int fd;				/* the caller's */
	const char *what;		/* "kernel image" */
	uint64_t size;			/* of the file */
	Elf64_Ehdr head;
	Elf64_Phdr seg[ELF_SEGMENTS_MAX];
};

/*
 * An ET_EXEC of that machine (0: any): 64-bit, little-endian, with program
 * headers.  0 or -errno.
 */
int elf_open(struct elf_file *f, int fd, const char *what, uint16_t machine,
	     struct err *e);

/* Exactly len bytes; ENOEXEC if the file is too short. */
int elf_read(const struct elf_file *f, void *buf, uint64_t len, uint64_t off,
	     struct err *e);

/* Whether a segment is where the file says, and no larger than its memory. */
int elf_check_extent(const struct elf_file *f, const Elf64_Phdr *p,
		     struct err *e);

/* Sets "not a WHAT: why"; returns -ENOEXEC. */
int elf_bad(const struct elf_file *f, const char *why, struct err *e);

#endif
