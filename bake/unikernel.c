// SPDX-License-Identifier: ISC
/*
 * A baked image for a Solo5 hvt tender (<nabla/hvt.h>):
 *
 *	ELF header, program headers
 *	the kernel's segments, each at a page boundary, by physical address
 *	struct nabla_hvt and the description, to be loaded behind them
 *	interpreter, the kernel's note, and notes as Solo5 has them
 *	root file system, at a page boundary
 */
#include <string.h>

#include <nabla/hvt.h>
#include <nabla/image.h>
#include <nabla/layout.h>
#include <solo5/elf_abi.h>
#include <solo5/hvt_abi.h>
#include <solo5/mft_abi.h>

#include "bake/writer.h"
#include "lib/err.h"

struct note {
	Elf64_Nhdr head;
	char name[8];
};

/* A note says where its descriptor begins: the manifest's is padded. */
struct abi_note {
	struct note note;
	struct abi1_note abi;
};

/* The kernel's own, by itself as all are. */
struct kernel_note {
	Elf64_Nhdr head;
	char name[8];
	struct nabla_hvt_image image;
};

struct manifest_note {
	struct note note;
	uint32_t pad;
	uint32_t version, entries;
	struct mft_entry e[4 + NABLA_BAKED_NETS];
};

_Static_assert(offsetof(struct manifest_note, version) ==
	       SOLO5_NOTE_HEADER + MFT1_NOTE_PAD, "contract");

/* ---- what is loaded ---- */

/* The end of the kernel, physical. */
static int to_physical(struct writer *w, uint64_t *end, struct err *e)
{
	for (unsigned int i = 0; i < w->nr; i++) {
		Elf64_Phdr *p = &w->seg[i];

		if (p->p_vaddr < NABLA_RAM + NABLA_KERNEL_PHYS ||
		    p->p_vaddr - NABLA_RAM > HVT_MEM_MAX)
			return elf_bad(&w->kernel, "it is linked elsewhere", e);
		p->p_vaddr -= NABLA_RAM;
		p->p_paddr = p->p_vaddr;
		if (p->p_flags & PF_W)
			p->p_flags &= ~(Elf64_Word)PF_X;
		*end = p->p_vaddr + p->p_memsz;
	}
	return 0;
}

/* Its place in memory, and in the file that of the root. */
static int put_description(struct writer *w, uint64_t kernel_end,
			   uint64_t root_offset, uint64_t root_size,
			   struct err *e)
{
	const struct parts *p = w->parts;
	const struct nabla_hvt h = {
		.magic = NABLA_HVT_MAGIC,
		.version = NABLA_HVT_VERSION,
		.config_size = (uint32_t)p->records_size,
		.root_offset = root_offset,
		.root_size = writer_whole_pages(root_size),
	};
	const Elf64_Phdr like = {
		.p_type = PT_LOAD, .p_flags = PF_R,
		.p_vaddr = writer_whole_pages(kernel_end),
		.p_paddr = writer_whole_pages(kernel_end),
		.p_filesz = sizeof(h) + p->records_size,
		.p_memsz = sizeof(h) + p->records_size,
		.p_align = NABLA_BAKED_ALIGN,
	};
	int r;

	writer_align(w, NABLA_BAKED_ALIGN);
	writer_add_segment(w, &like);
	r = writer_put(w, &h, sizeof(h), e);
	return r ? r : writer_put(w, p->records, p->records_size, e);
}

/* ---- what Solo5 says of itself ---- */

static int put_part(struct writer *w, uint32_t type, const void *bytes,
		    size_t n, struct err *e)
{
	const Elf64_Phdr like = {
		.p_type = type, .p_flags = PF_R, .p_filesz = n, .p_memsz = n,
		.p_align = 8,
	};

	writer_align(w, 8);
	writer_add_segment(w, &like);
	return writer_put(w, bytes, n, e);
}

static struct note note_of(uint32_t type, uint32_t desc_size)
{
	struct note n = {
		.head = { sizeof(SOLO5_NOTE_NAME), desc_size, type },
	};

	memcpy(n.name, SOLO5_NOTE_NAME, sizeof(SOLO5_NOTE_NAME));
	return n;
}

static void add_device(struct manifest_note *m, const char *name, uint32_t type)
{
	struct mft_entry *d = &m->e[m->entries++];

	d->type = type;
	strncpy(d->name, name, MFT1_NAME_MAX);
}

static int put_manifest(struct writer *w, struct err *e)
{
	const struct nabla_baked *b = &w->parts->baked;
	struct manifest_note m = { .version = MFT1_VERSION };

	add_device(&m, "", MFT_RESERVED_FIRST);
	if (w->parts->root >= 0)
		add_device(&m, NABLA_HVT_DISK, MFT_DEV_BLOCK_BASIC);
	if (w->parts->files)
		add_device(&m, w->parts->files, MFT_DEV_FILES);
	if (w->parts->control)
		add_device(&m, w->parts->control, MFT_DEV_CONTROL);
	for (unsigned int i = 0; i < NABLA_BAKED_NETS && b->net[i][0]; i++)
		add_device(&m, b->net[i], MFT_DEV_NET_BASIC);
	m.note = note_of(MFT1_NOTE_TYPE, (uint32_t)MFT1_DESC_SIZE(m.entries));
	return put_part(w, PT_NOTE, &m, SOLO5_NOTE_HEADER +
			MFT1_DESC_SIZE(m.entries), e);
}

static int put_solo5(struct writer *w, struct err *e)
{
	static const char interp[SOLO5_INTERP_SIZE] = SOLO5_INTERP;
	static const struct {
		Elf64_Nhdr head;
		char name[8];
		uint32_t desc;
	} not_openbsd = { { 8, 4, 1 }, "OpenBSD", 0 };
	const struct abi_note abi = {
		.note = note_of(ABI1_NOTE_TYPE, sizeof(abi.abi)),
		.abi = { ABI1_TARGET_HVT, HVT_ABI_VERSION, { 0 } },
	};
	const struct kernel_note kernel = {
		.head = { sizeof(NABLA_NOTE_NAME), sizeof(kernel.image),
			  NABLA_NOTE_HVT },
		.name = NABLA_NOTE_NAME,
		.image = w->hvt,
	};
	int r = put_part(w, PT_INTERP, interp, sizeof(interp), e);

	if (!r)
		r = put_part(w, PT_NOTE, &kernel, sizeof(kernel), e);
	if (!r)
		r = put_part(w, PT_NOTE, &not_openbsd, sizeof(not_openbsd), e);
	if (!r)
		r = put_part(w, PT_NOTE, &abi, sizeof(abi), e);
	return r ? r : put_manifest(w, e);
}

/* ---- all of it ---- */

/* More than what is between the description and the root. */
#define SOLO5_ROOM	8192

_Static_assert(sizeof(struct manifest_note) + 512 < SOLO5_ROOM, "room");

int unikernel_write(struct writer *w, struct err *e)
{
	uint64_t kernel_end = 0, root_offset, root_size;
	int r = writer_root_size(w, &root_size, e);

	writer_begin(w);
	if (!r)
		r = writer_put_segments(w, PT_LOAD, NABLA_BAKED_ALIGN, e);
	if (!r)
		r = to_physical(w, &kernel_end, e);
	root_offset = writer_whole_pages(w->at) + sizeof(struct nabla_hvt) +
		      w->parts->records_size + SOLO5_ROOM;
	root_offset = writer_whole_pages(root_offset);
	if (!r)
		r = put_description(w, kernel_end, root_offset, root_size, e);
	if (!r)
		r = put_solo5(w, e);
	if (r)
		return r;
	w->at = root_offset;
	r = writer_put_root(w, root_size, e);
	return r ? r : writer_put_headers(w, w->kernel.head.e_entry - NABLA_RAM,
					  e);
}
