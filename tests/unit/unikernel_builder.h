/* SPDX-License-Identifier: ISC */
/*
 * A small valid unikernel, to be broken: code, data with bss, the two notes, a
 * manifest of two devices.
 */
#ifndef UNIKERNEL_BUILDER_H
#define UNIKERNEL_BUILDER_H

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <solo5/spt_abi.h>

#include "tenders/common/unikernel.h"

#define TEST_MEM	(4UL << 20)
#define TEST_MACHINE	EM_X86_64
#define TEST_ENTRIES	3
#define TEST_CODE_SIZE	64
#define TEST_DATA_SIZE	36
#define TEST_BSS_SIZE	5000

enum { CODE_SEGMENT, DATA_SEGMENT, ABI_SEGMENT, MFT_SEGMENT, NR_SEGMENTS };

struct test_unikernel {
	Elf64_Ehdr head;
	Elf64_Phdr seg[NR_SEGMENTS];
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct abi1_note abi;
	} abi;
	struct {
		Elf64_Nhdr head;
		char name[8];
		uint32_t pad;
		struct {
			uint32_t version, entries;
			struct mft_entry e[TEST_ENTRIES];
		} mft;
	} manifest;
	unsigned char code[TEST_CODE_SIZE];
	unsigned char data[TEST_DATA_SIZE];
};

#define AT(field)	((uint64_t)offsetof(struct test_unikernel, field))

static inline void build_head(Elf64_Ehdr *h)
{
	memcpy(h->e_ident, ELFMAG, SELFMAG);
	h->e_ident[EI_CLASS] = ELFCLASS64;
	h->e_ident[EI_DATA] = ELFDATA2LSB;
	h->e_ident[EI_VERSION] = EV_CURRENT;
	h->e_type = ET_EXEC;
	h->e_machine = TEST_MACHINE;
	h->e_version = EV_CURRENT;
	h->e_entry = SOLO5_KERNEL_MIN;
	h->e_phoff = AT(seg);
	h->e_phentsize = sizeof(Elf64_Phdr);
	h->e_phnum = NR_SEGMENTS;
}

static inline void build_segments(Elf64_Phdr *seg)
{
	seg[CODE_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_flags = PF_R | PF_X,
		.p_offset = AT(code), .p_vaddr = SOLO5_KERNEL_MIN,
		.p_filesz = TEST_CODE_SIZE, .p_memsz = TEST_CODE_SIZE,
	};
	seg[DATA_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_flags = PF_R | PF_W,
		.p_offset = AT(data), .p_vaddr = SOLO5_KERNEL_MIN + 4096,
		.p_filesz = TEST_DATA_SIZE,
		.p_memsz = TEST_DATA_SIZE + TEST_BSS_SIZE,
	};
	seg[ABI_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_align = 4, .p_offset = AT(abi),
		.p_filesz = sizeof(((struct test_unikernel *)0)->abi),
	};
	seg[MFT_SEGMENT] = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_align = 8, .p_offset = AT(manifest),
		.p_filesz = sizeof(((struct test_unikernel *)0)->manifest),
	};
}

static inline void build_notes(struct test_unikernel *t)
{
	t->abi.head = (Elf64_Nhdr) { 6, sizeof(t->abi.abi), ABI1_NOTE_TYPE };
	memcpy(t->abi.name, "Solo5\0\0", 8);
	t->abi.abi = (struct abi1_note) { ABI1_TARGET_SPT, SPT_ABI_VERSION };
	t->manifest.head = (Elf64_Nhdr) {
		6, MFT1_DESC_SIZE(TEST_ENTRIES), MFT1_NOTE_TYPE,
	};
	memcpy(t->manifest.name, "Solo5\0\0", 8);
	t->manifest.mft.version = MFT1_VERSION;
	t->manifest.mft.entries = TEST_ENTRIES;
	t->manifest.mft.e[0].type = MFT_RESERVED_FIRST;
	memcpy(t->manifest.mft.e[1].name, "disk0", 5);
	t->manifest.mft.e[1].type = MFT_DEV_BLOCK_BASIC;
	memcpy(t->manifest.mft.e[2].name, "net0", 4);
	t->manifest.mft.e[2].type = MFT_DEV_NET_BASIC;
}

static inline void build_unikernel(struct test_unikernel *t)
{
	memset(t, 0, sizeof(*t));
	build_head(&t->head);
	build_segments(t->seg);
	build_notes(t);
	memset(t->code, 0xc0, sizeof(t->code));
	memset(t->data, 0xda, sizeof(t->data));
}

/* An unnamed file with that content; -1. */
static inline int build_file(const void *data, size_t size)
{
	int fd = memfd_create("unikernel", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, data, size) != (ssize_t)size) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Guest memory with inaccessible pages around it: 0 or -1. */
static inline int build_memory(struct guest_memory *m)
{
	unsigned char *around = mmap(NULL, TEST_MEM + 2 * GUEST_PAGE, PROT_NONE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (around == MAP_FAILED)
		return -1;
	m->host = around + GUEST_PAGE;
	m->size = TEST_MEM;
	m->executable = false;
	return mprotect(m->host, TEST_MEM, PROT_READ | PROT_WRITE);
}

#endif
