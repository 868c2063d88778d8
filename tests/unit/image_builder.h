/* SPDX-License-Identifier: ISC */
/*
 * A small valid kernel image, to be broken: one executable and one data
 * segment, and the note.  And guest memory of 4 MB to load it into, which lies
 * where the test wants, not at NABLA_RAM.
 */
#ifndef IMAGE_BUILDER_H
#define IMAGE_BUILDER_H

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nabla/image.h>
#include <nabla/layout.h>

#include "tenders/run/image.h"
#include "tenders/run/isa.h"
#include "tenders/run/ram.h"

#define TEST_RAM_SIZE	(4UL << 20)
#define TEST_KERNEL	(NABLA_RAM + NABLA_KERNEL_PHYS)
#define TEST_CODE_SIZE	64
#define TEST_DATA_SIZE	36		/* no padding at the end */
#define TEST_BSS_SIZE	4096

enum { CODE_SEGMENT, DATA_SEGMENT, NOTE_SEGMENT, NR_SEGMENTS };

struct test_image {
	Elf64_Ehdr head;
	Elf64_Phdr seg[NR_SEGMENTS];
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct nabla_image image;
	} __attribute__((packed)) note;	/* as notes are: aligned to 4 bytes */
	unsigned char code[TEST_CODE_SIZE];
	unsigned char data[TEST_DATA_SIZE];
};

#define AT(field)	((uint64_t)offsetof(struct test_image, field))

static inline void build_head(Elf64_Ehdr *h)
{
	memcpy(h->e_ident, ELFMAG, SELFMAG);
	h->e_ident[EI_CLASS] = ELFCLASS64;
	h->e_ident[EI_DATA] = ELFDATA2LSB;
	h->e_ident[EI_VERSION] = EV_CURRENT;
	h->e_type = ET_EXEC;
	h->e_machine = isa_elf_machine;
	h->e_version = EV_CURRENT;
	h->e_phoff = AT(seg);
	h->e_phentsize = sizeof(Elf64_Phdr);
	h->e_phnum = NR_SEGMENTS;
}

static inline void build_image(struct test_image *t)
{
	memset(t, 0, sizeof(*t));
	build_head(&t->head);
	t->seg[CODE_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_flags = PF_R | PF_X,
		.p_offset = AT(code), .p_vaddr = TEST_KERNEL,
		.p_filesz = TEST_CODE_SIZE, .p_memsz = TEST_CODE_SIZE,
	};
	t->seg[DATA_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_flags = PF_R | PF_W,
		.p_offset = AT(data), .p_vaddr = TEST_KERNEL + 4096,
		.p_filesz = TEST_DATA_SIZE,
		.p_memsz = TEST_DATA_SIZE + TEST_BSS_SIZE,
	};
	t->seg[NOTE_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_flags = PF_R, .p_align = 4,
		.p_offset = AT(note), .p_filesz = sizeof(t->note),
	};
	t->note.head = (Elf64_Nhdr) {
		sizeof(NABLA_NOTE_NAME), sizeof(struct nabla_image),
		NABLA_NOTE_KERNEL,
	};
	memcpy(t->note.name, NABLA_NOTE_NAME, sizeof(NABLA_NOTE_NAME));
	t->note.image = (struct nabla_image) {
		.abi = NABLA_ABI, .start = TEST_KERNEL,
		.signal = TEST_KERNEL + 16, .restorer = TEST_KERNEL + 32,
		.call_ip = TEST_KERNEL + 63,
		.end = TEST_KERNEL + 4096 + TEST_DATA_SIZE + TEST_BSS_SIZE,
	};
	memset(t->code, 0xc0, sizeof(t->code));
	memset(t->data, 0xda, sizeof(t->data));
}

/* Guest memory with an inaccessible page on either side; 0 or -1. */
static inline int build_ram(struct ram *ram)
{
	unsigned char *around = mmap(NULL, TEST_RAM_SIZE + 8192, PROT_NONE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ram->fd = memfd_create("test-ram", MFD_CLOEXEC);
	if (around == MAP_FAILED || ram->fd < 0 ||
	    ftruncate(ram->fd, TEST_RAM_SIZE) < 0)
		return -1;
	ram->size = ram->top = TEST_RAM_SIZE;
	ram->map = mmap(around + 4096, TEST_RAM_SIZE, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_FIXED, ram->fd, 0);
	return ram->map == MAP_FAILED ? -1 : 0;
}

/* All that the tender does with a kernel image. */
static inline int image_load(const struct ram *ram, int fd,
			     struct nabla_image *kernel, struct err *e)
{
	struct image i;
	int r = image_read(&i, fd, e);

	if (!r)
		r = image_place(&i, ram, e);
	*kernel = i.kernel;
	return r;
}

/* A file with these bytes; -1. */
static inline int build_file(const void *bytes, size_t n)
{
	int fd = memfd_create("test-image", MFD_CLOEXEC);

	if (fd >= 0 && pwrite(fd, bytes, n, 0) != (ssize_t)n) {
		close(fd);
		return -1;
	}
	return fd;
}

#endif
