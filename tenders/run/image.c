// SPDX-License-Identifier: ISC
/*
 * Loads a kernel image.  The file is hostile: headers are copied once, every
 * field is checked before it is used, and the copies are what is used.
 * Segments are loaded only after all of them have been checked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include <nabla/layout.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/run/baked.h"
#include "tenders/run/image.h"
#include "tenders/run/isa.h"
#include "tenders/run/ram.h"

#define NOTES_MAX	4096		/* bytes of one note segment */
#define PAGE		4096UL

static int bad(const struct image *i, struct err *e, const char *why)
{
	return elf_bad(&i->file, why, e);
}

/* Where RAM starts that a segment may use, and how much follows. */
static bool in_kernel_ram(const struct ram *ram, uint64_t addr, uint64_t len)
{
	uint64_t from = NABLA_RAM + NABLA_KERNEL_PHYS;

	return ram->size > NABLA_KERNEL_PHYS && addr >= from &&
	       addr - from <= ram->size - NABLA_KERNEL_PHYS &&
	       len <= ram->size - NABLA_KERNEL_PHYS - (addr - from);
}

static int check_segment(const struct image *f, const struct ram *ram,
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

static int check_overlap(const struct image *f, int i, struct err *e)
{
	for (int k = 0; k < i; k++)
		if (f->file.seg[k].p_type == PT_LOAD &&
		    overlap(&f->file.seg[k], &f->file.seg[i]))
			return bad(f, e, "two segments overlap");
	return 0;
}

static int check_segments(const struct image *f, const struct ram *ram,
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

/* Takes one of ours; others are passed over. */
static int take_note(struct image *i, const Elf64_Nhdr *h,
		     const unsigned char *desc, struct err *e)
{
	const struct {
		uint32_t type, size;
		void *to;
		bool *have;
	} known[] = {
		{ NABLA_NOTE_KERNEL, sizeof(i->kernel), &i->kernel,
		  &i->have_kernel },
		{ NABLA_NOTE_BAKED, sizeof(i->baked), &i->baked,
		  &i->have_baked },
	};

	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		if (h->n_type != known[k].type)
			continue;
		if (h->n_descsz != known[k].size)
			return bad(i, e, "its note has a strange size");
		if (*known[k].have)
			return bad(i, e, "more than one note");
		memcpy(known[k].to, desc, known[k].size);
		*known[k].have = true;
	}
	return 0;
}

static int scan_notes(struct image *i, const unsigned char *buf, uint64_t n,
		      uint64_t align, struct err *e)
{
	Elf64_Nhdr h;
	uint64_t at = 0, name, desc;

	while (n - at >= sizeof(h)) {
		memcpy(&h, buf + at, sizeof(h));
		name = at + sizeof(h);
		desc = align_up(name + h.n_namesz, align);
		if (desc > n || h.n_descsz > n - desc)
			return bad(i, e, "a note is cut short");
		if (h.n_namesz == sizeof(NABLA_NOTE_NAME) &&
		    !memcmp(buf + name, NABLA_NOTE_NAME, h.n_namesz) &&
		    take_note(i, &h, buf + desc, e) < 0)
			return -e->code;
		at = align_up(desc + h.n_descsz, align);
		if (at > n)
			break;
	}
	return 0;
}

static int read_note_segment(struct image *i, const Elf64_Phdr *p,
			     struct err *e)
{
	unsigned char buf[NOTES_MAX];
	int r;

	if (p->p_filesz > sizeof(buf))
		return bad(i, e, "too many notes");
	r = elf_read(&i->file, buf, p->p_filesz, p->p_offset, e);
	if (r < 0)
		return r;
	return scan_notes(i, buf, p->p_filesz, p->p_align == 8 ? 8 : 4, e);
}

static int read_notes(struct image *i, struct err *e)
{
	int r;

	for (int k = 0; k < i->file.head.e_phnum; k++) {
		if (i->file.seg[k].p_type != PT_NOTE)
			continue;
		r = read_note_segment(i, &i->file.seg[k], e);
		if (r < 0)
			return r;
	}
	return i->have_kernel ? 0 : bad(i, e, "it has no Nabla note");
}

static bool executable(const struct image *f, uint64_t addr)
{
	for (int i = 0; i < f->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->file.seg[i];

		if (p->p_type == PT_LOAD && (p->p_flags & PF_X) &&
		    addr >= p->p_vaddr && addr - p->p_vaddr < p->p_filesz)
			return true;
	}
	return false;
}

static bool good_end(const struct image *f, const struct ram *ram, uint64_t end)
{
	for (int i = 0; i < f->file.head.e_phnum; i++)
		if (f->file.seg[i].p_type == PT_LOAD &&
		    end < f->file.seg[i].p_vaddr + f->file.seg[i].p_memsz)
			return false;
	return end - NABLA_RAM <= ram->size;
}

static int check_note(const struct image *f, const struct ram *ram,
		      struct err *e)
{
	const struct nabla_image *i = &f->kernel;

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

static bool never_written(const Elf64_Phdr *p)
{
	return (p->p_flags & (PF_R | PF_W | PF_X)) == (PF_R | PF_X) &&
	       p->p_offset % PAGE == p->p_vaddr % PAGE;
}

/*
 * Of code, the whole pages are shown as they are in the file: nothing to copy, and
 * all containers share them.  What is left of the first and last page is copied, or
 * the whole where the host can't show the file (it may be on a file system from
 * which nothing is executed).
 */
static int load_code(const struct image *f, const struct ram *ram,
		     const Elf64_Phdr *p)
{
	uint64_t first = align_up(p->p_vaddr, PAGE) - p->p_vaddr;
	uint64_t end = p->p_filesz - (p->p_vaddr + p->p_filesz) % PAGE;
	gpa at = { p->p_vaddr - NABLA_RAM };
	gpa inner = { at.off + first }, rest = { at.off + end };
	int r;

	if (end <= first || p->p_filesz < PAGE ||
	    ram_show(ram, inner, f->file.fd, p->p_offset + first,
		     end - first) < 0)
		return ram_load(ram, at, f->file.fd, p->p_offset, p->p_filesz);
	r = ram_load(ram, at, f->file.fd, p->p_offset, first);
	if (r < 0)
		return r;
	return ram_load(ram, rest, f->file.fd, p->p_offset + end,
			p->p_filesz - end);
}

static int load_segments(const struct image *f, const struct ram *ram,
			 struct err *e)
{
	for (int i = 0; i < f->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->file.seg[i];
		gpa at = { p->p_vaddr - NABLA_RAM };
		int r;

		if (p->p_type != PT_LOAD)
			continue;
		r = never_written(p) ? load_code(f, ram, p) :
			ram_load(ram, at, f->file.fd, p->p_offset, p->p_filesz);
		if (r < 0)
			return err_errno(e, "loading the kernel image");
	}
	return 0;
}

int image_read(struct image *i, int fd, struct err *e)
{
	int r;

	memset(i, 0, sizeof(*i));
	r = elf_open(&i->file, fd, "kernel image", isa_elf_machine, e);
	if (!r)
		r = read_notes(i, e);
	if (!r && i->have_baked)
		r = baked_check(&i->baked, &i->file, e);
	return r;
}

int image_place(const struct image *i, const struct ram *ram, struct err *e)
{
	int r = check_segments(i, ram, e);

	if (!r)
		r = check_note(i, ram, e);
	if (!r)
		r = load_segments(i, ram, e);
	return r;
}

int image_open(struct image *i, const char *path, struct err *e)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, "opening %s", path);
	if (image_read(i, fd, e) < 0)
		return err_context(e, "%s", path);
	steal_fd(&fd);
	return 0;
}
