// SPDX-License-Identifier: ISC
/*
 * Loads a kernel image.  The file is hostile: headers are copied once, every
 * field is checked before it is used, and the copies are what is used.
 * Segments are copied only after all of them have been checked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include <nabla/layout.h>

#include "lib/cleanup.h"
#include "lib/elf_file.h"
#include "lib/err.h"
#include "tenders/run/image.h"
#include "tenders/run/isa.h"
#include "tenders/run/ram.h"

#define NOTES_MAX	4096		/* bytes of one note segment */

struct elf {
	struct elf_file file;
	bool have_note;
};

static int bad(const struct elf *f, struct err *e, const char *why)
{
	return elf_bad(&f->file, why, e);
}

/* Where RAM starts that a segment may use, and how much follows. */
static bool in_kernel_ram(const struct ram *ram, uint64_t addr, uint64_t len)
{
	uint64_t from = NABLA_RAM + NABLA_KERNEL_PHYS;

	return ram->size > NABLA_KERNEL_PHYS && addr >= from &&
	       addr - from <= ram->size - NABLA_KERNEL_PHYS &&
	       len <= ram->size - NABLA_KERNEL_PHYS - (addr - from);
}

static int check_segment(const struct elf *f, const struct ram *ram,
			 const Elf64_Phdr *p, struct err *e)
{
	int r = elf_check_extent(&f->file, p, e);

	if (r < 0)
		return r;
	if (!in_kernel_ram(ram, p->p_vaddr, p->p_memsz))
		return bad(f, e, "a segment does not lie in guest memory");
	return 0;
}

/* Both were checked: their ends do not wrap. */
static bool overlap(const Elf64_Phdr *a, const Elf64_Phdr *b)
{
	return a->p_vaddr < b->p_vaddr + b->p_memsz &&
	       b->p_vaddr < a->p_vaddr + a->p_memsz;
}

static int check_overlap(const struct elf *f, int i, struct err *e)
{
	for (int k = 0; k < i; k++)
		if (f->file.seg[k].p_type == PT_LOAD &&
		    overlap(&f->file.seg[k], &f->file.seg[i]))
			return bad(f, e, "two segments overlap");
	return 0;
}

static int check_segments(const struct elf *f, const struct ram *ram,
			  struct err *e)
{
	bool any = false;
	int r;

	for (int i = 0; i < f->file.head.e_phnum; i++) {
		if (f->file.seg[i].p_type != PT_LOAD)
			continue;
		r = check_segment(f, ram, &f->file.seg[i], e);
		if (!r)
			r = check_overlap(f, i, e);
		if (r < 0)
			return r;
		any = true;
	}
	return any ? 0 : bad(f, e, "nothing to load");
}

static uint64_t align_up(uint64_t v, uint64_t to)
{
	return (v + to - 1) & ~(to - 1);
}

/* Takes our note out of a copy of n bytes; others are passed over. */
static int scan_notes(struct elf *f, const unsigned char *buf, uint64_t n,
		      uint64_t align, struct nabla_image *image, struct err *e)
{
	Elf64_Nhdr h;
	uint64_t at = 0, name, desc;

	while (n - at >= sizeof(h)) {
		memcpy(&h, buf + at, sizeof(h));
		name = at + sizeof(h);
		desc = align_up(name + h.n_namesz, align);
		if (desc > n || h.n_descsz > n - desc)
			return bad(f, e, "a note is cut short");
		if (h.n_type == NABLA_NOTE_KERNEL &&
		    h.n_namesz == sizeof(NABLA_NOTE_NAME) &&
		    !memcmp(buf + name, NABLA_NOTE_NAME, h.n_namesz)) {
			if (h.n_descsz != sizeof(*image))
				return bad(f, e, "its note has a strange size");
			if (f->have_note)
				return bad(f, e, "more than one note");
			memcpy(image, buf + desc, sizeof(*image));
			f->have_note = true;
		}
		at = align_up(desc + h.n_descsz, align);
		if (at > n)
			break;
	}
	return 0;
}

static int read_note_segment(struct elf *f, const Elf64_Phdr *p,
			     struct nabla_image *image, struct err *e)
{
	unsigned char buf[NOTES_MAX];
	int r;

	if (p->p_filesz > sizeof(buf))
		return bad(f, e, "too many notes");
	r = elf_read(&f->file, buf, p->p_filesz, p->p_offset, e);
	if (r < 0)
		return r;
	return scan_notes(f, buf, p->p_filesz, p->p_align == 8 ? 8 : 4, image,
			  e);
}

static int read_notes(struct elf *f, struct nabla_image *image, struct err *e)
{
	int r;

	for (int i = 0; i < f->file.head.e_phnum; i++) {
		if (f->file.seg[i].p_type != PT_NOTE)
			continue;
		r = read_note_segment(f, &f->file.seg[i], image, e);
		if (r < 0)
			return r;
	}
	return f->have_note ? 0 : bad(f, e, "it has no Nabla note");
}

static bool executable(const struct elf *f, uint64_t addr)
{
	for (int i = 0; i < f->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->file.seg[i];

		if (p->p_type == PT_LOAD && (p->p_flags & PF_X) &&
		    addr >= p->p_vaddr && addr - p->p_vaddr < p->p_filesz)
			return true;
	}
	return false;
}

static bool good_end(const struct elf *f, const struct ram *ram, uint64_t end)
{
	for (int i = 0; i < f->file.head.e_phnum; i++)
		if (f->file.seg[i].p_type == PT_LOAD &&
		    end < f->file.seg[i].p_vaddr + f->file.seg[i].p_memsz)
			return false;
	return end - NABLA_RAM <= ram->size;
}

static int check_note(const struct elf *f, const struct ram *ram,
		      const struct nabla_image *i, struct err *e)
{
	if (i->abi != NABLA_ABI)
		return err_set(e, ENOEXEC,
			       "the kernel image is for ABI %u, this is %u",
			       i->abi, NABLA_ABI);
	if (i->flags)
		return bad(f, e, "its note has unknown flags");
	if (!executable(f, i->start))
		return bad(f, e, "no code where it starts");
	if (!executable(f, i->signal))
		return bad(f, e, "no code at its signal handler");
	if (!executable(f, i->restorer))
		return bad(f, e, "no code at its signal restorer");
	if (!executable(f, i->call_ip))
		return bad(f, e, "no code at its host-call stub");
	if (!good_end(f, ram, i->end))
		return bad(f, e, "its end is not where it can be");
	return 0;
}

static int copy_segments(const struct elf *f, const struct ram *ram,
			 struct err *e)
{
	for (int i = 0; i < f->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->file.seg[i];
		gpa at = { p->p_vaddr - NABLA_RAM };

		if (p->p_type != PT_LOAD)
			continue;
		if (ram_load(ram, at, f->file.fd, p->p_offset, p->p_filesz) < 0)
			return err_errno(e, "copying the kernel image");
	}
	return 0;
}

int image_load(const struct ram *ram, int fd, struct nabla_image *image,
	       struct err *e)
{
	struct elf f = { 0 };
	int r;

	memset(image, 0, sizeof(*image));
	r = elf_open(&f.file, fd, "kernel image", isa_elf_machine, e);
	if (!r)
		r = check_segments(&f, ram, e);
	if (!r)
		r = read_notes(&f, image, e);
	if (!r)
		r = check_note(&f, ram, image, e);
	if (!r)
		r = copy_segments(&f, ram, e);
	return r;
}

int image_load_path(const struct ram *ram, const char *path,
		    struct nabla_image *image, struct err *e)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, "opening %s", path);
	if (image_load(ram, fd, image, e) < 0)
		return err_context(e, "%s", path);
	return 0;
}
