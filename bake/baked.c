// SPDX-License-Identifier: ISC
/*
 * A baked image for nabla-run: of the kernel image only what is loaded, and its
 * notes.
 *
 *	ELF header, program headers
 *	the kernel's segments, each at a page boundary
 *	notes: the kernel's own, and that of struct nabla_baked
 *	description
 *	root file system, at a page boundary
 */
#include <nabla/image.h>

#include "bake/writer.h"

struct baked_note {
	Elf64_Nhdr head;
	char name[8];
	struct nabla_baked baked;
} __attribute__((packed, aligned(4)));

/* Where the parts will be is known before they are written. */
static int put_note(struct writer *w, uint64_t root_size, struct err *e)
{
	const Elf64_Phdr like = {
		.p_type = PT_NOTE, .p_flags = PF_R, .p_align = 4,
		.p_filesz = sizeof(struct baked_note),
		.p_memsz = sizeof(struct baked_note),
	};
	struct baked_note note = {
		.head = { sizeof(NABLA_NOTE_NAME), sizeof(struct nabla_baked),
			  NABLA_NOTE_BAKED },
		.name = NABLA_NOTE_NAME,
	};
	struct nabla_baked b = w->parts->baked;

	writer_align(w, 4);
	writer_add_segment(w, &like);
	b.version = NABLA_BAKED_VERSION;
	b.config_offset = w->at + sizeof(note);
	b.config_size = w->parts->records_size;
	b.root_offset = writer_whole_pages(b.config_offset + b.config_size);
	b.root_size = writer_whole_pages(root_size);
	note.baked = b;
	return writer_put(w, &note, sizeof(note), e);
}

int baked_write(struct writer *w, struct err *e)
{
	const struct parts *p = w->parts;
	uint64_t root_size;
	int r = writer_root_size(w, &root_size, e);

	writer_begin(w);
	if (!r)
		r = writer_put_segments(w, PT_LOAD, NABLA_BAKED_ALIGN, e);
	if (!r)
		r = writer_put_segments(w, PT_NOTE, 8, e);
	if (!r)
		r = put_note(w, root_size, e);
	if (!r)
		r = writer_put(w, p->records, p->records_size, e);
	if (!r)
		r = writer_put_root(w, root_size, e);
	return r ? r : writer_put_headers(w, w->kernel.head.e_entry, e);
}
