// SPDX-License-Identifier: ISC
/*
 * Writes a baked image: of the kernel image only what is loaded, and its notes.
 *
 *	ELF header, program headers
 *	the kernel's segments, each at a page boundary
 *	notes: the kernel's own, and that of struct nabla_baked
 *	description
 *	root file system, at a page boundary
 *
 * The same parts give the same bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/image.h>

#include "bake/image.h"
#include "lib/cleanup.h"
#include "lib/elf_file.h"
#include "lib/err.h"

struct baked_note {
	Elf64_Nhdr head;
	char name[8];
	struct nabla_baked baked;
} __attribute__((packed, aligned(4)));

struct writer {
	const struct parts *parts;
	struct elf_file kernel;
	int fd;
	uint64_t at;			/* end of what is written */
	Elf64_Phdr seg[ELF_SEGMENTS_MAX];
	unsigned int nr;
};

static int failed(const struct writer *w, struct err *e)
{
	(void)w;
	return err_errno(e, "writing the image");
}

static void align(struct writer *w, uint64_t to)
{
	w->at = (w->at + to - 1) & ~(to - 1);
}

static int put(struct writer *w, const void *bytes, size_t n, struct err *e)
{
	const char *p = bytes;

	while (n) {
		ssize_t r = pwrite(w->fd, p, n, (off_t)w->at);

		if (r < 0)
			return failed(w, e);
		p += r;
		w->at += (uint64_t)r;
		n -= (size_t)r;
	}
	return 0;
}

static int put_file(struct writer *w, int from, uint64_t offset, uint64_t n,
		    struct err *e)
{
	off_t at = (off_t)offset;

	if (lseek(w->fd, (off_t)w->at, SEEK_SET) < 0)
		return failed(w, e);
	while (n) {
		ssize_t r = sendfile(w->fd, from, &at,
				     n < 1 << 30 ? n : 1 << 30);

		if (r < 0)
			return failed(w, e);
		if (!r)
			return err_set(e, ENODATA, "a part of the image is "
				       "shorter than it was");
		w->at += (uint64_t)r;
		n -= (uint64_t)r;
	}
	return 0;
}

/* ---- the kernel ---- */

static int read_kernel(struct writer *w, int fd, struct err *e)
{
	int r = elf_open(&w->kernel, fd, "kernel image", 0, e);

	for (int i = 0; !r && i < w->kernel.head.e_phnum; i++)
		r = elf_check_extent(&w->kernel, &w->kernel.seg[i], e);
	if (!r && w->kernel.head.e_phnum >= ELF_SEGMENTS_MAX)
		r = elf_bad(&w->kernel, "too many segments to add one", e);
	return r;
}

static Elf64_Phdr *add_segment(struct writer *w, const Elf64_Phdr *like)
{
	Elf64_Phdr *p = &w->seg[w->nr++];

	*p = *like;
	p->p_offset = w->at;
	return p;
}

static int put_segments(struct writer *w, uint32_t type, uint64_t alignment,
			struct err *e)
{
	for (int i = 0; i < w->kernel.head.e_phnum; i++) {
		const Elf64_Phdr *p = &w->kernel.seg[i];

		if (p->p_type != type)
			continue;
		align(w, alignment);
		add_segment(w, p);
		if (put_file(w, w->kernel.fd, p->p_offset, p->p_filesz, e) < 0)
			return -e->code;
	}
	return 0;
}

/* Whether the kernel image is none that was baked already. */
static int check_note(const struct writer *w, const Elf64_Phdr *p,
		      bool *have_kernel, struct err *e)
{
	char buf[4096];
	uint64_t at = 0;
	Elf64_Nhdr h;

	if (p->p_filesz > sizeof(buf))
		return elf_bad(&w->kernel, "too many notes", e);
	if (elf_read(&w->kernel, buf, p->p_filesz, p->p_offset, e) < 0)
		return -e->code;
	while (p->p_filesz - at >= sizeof(h)) {
		memcpy(&h, buf + at, sizeof(h));
		at += sizeof(h);
		if (h.n_namesz > p->p_filesz - at ||
		    h.n_descsz > p->p_filesz - at)
			break;
		if (h.n_namesz == sizeof(NABLA_NOTE_NAME) &&
		    !memcmp(buf + at, NABLA_NOTE_NAME, h.n_namesz)) {
			if (h.n_type == NABLA_NOTE_BAKED)
				return elf_bad(&w->kernel, "it was baked "
					       "already", e);
			*have_kernel |= h.n_type == NABLA_NOTE_KERNEL;
		}
		at += ((uint64_t)h.n_namesz + 3) / 4 * 4 +
		      ((uint64_t)h.n_descsz + 3) / 4 * 4;
		if (at > p->p_filesz)
			break;
	}
	return 0;
}

static int check_notes(const struct writer *w, struct err *e)
{
	bool have_kernel = false;

	for (int i = 0; i < w->kernel.head.e_phnum; i++)
		if (w->kernel.seg[i].p_type == PT_NOTE &&
		    check_note(w, &w->kernel.seg[i], &have_kernel, e) < 0)
			return -e->code;
	return have_kernel ? 0 :
	       elf_bad(&w->kernel, "it has no Nabla note", e);
}

/* ---- what is baked ---- */

static uint64_t whole_pages(uint64_t n)
{
	return (n + NABLA_BAKED_ALIGN - 1) & -(uint64_t)NABLA_BAKED_ALIGN;
}

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

	align(w, 4);
	add_segment(w, &like);
	b.version = NABLA_BAKED_VERSION;
	b.config_offset = w->at + sizeof(note);
	b.config_size = w->parts->records_size;
	b.root_offset = whole_pages(b.config_offset + b.config_size);
	b.root_size = whole_pages(root_size);
	note.baked = b;
	return put(w, &note, sizeof(note), e);
}

static int put_baked(struct writer *w, struct err *e)
{
	struct stat st;
	int r;

	if (fstat(w->parts->root, &st) < 0)
		return err_errno(e, "looking at the root's image");
	r = put_note(w, (uint64_t)st.st_size, e);
	if (!r)
		r = put(w, w->parts->records, w->parts->records_size, e);
	align(w, NABLA_BAKED_ALIGN);
	if (!r)
		r = put_file(w, w->parts->root, 0, (uint64_t)st.st_size, e);
	align(w, NABLA_BAKED_ALIGN);
	if (!r && ftruncate(w->fd, (off_t)w->at) < 0)
		r = failed(w, e);
	return r;
}

static int put_headers(struct writer *w, struct err *e)
{
	Elf64_Ehdr h = w->kernel.head;

	h.e_phoff = sizeof(h);
	h.e_phnum = (Elf64_Half)w->nr;
	h.e_shoff = 0;
	h.e_shnum = h.e_shstrndx = h.e_shentsize = 0;
	w->at = 0;
	if (put(w, &h, sizeof(h), e) < 0)
		return -e->code;
	return put(w, w->seg, w->nr * sizeof(w->seg[0]), e);
}

static int write_all(struct writer *w, struct err *e)
{
	int r;

	w->at = sizeof(Elf64_Ehdr) + sizeof(w->seg);
	r = put_segments(w, PT_LOAD, NABLA_BAKED_ALIGN, e);
	if (!r)
		r = put_segments(w, PT_NOTE, 8, e);
	if (!r)
		r = put_baked(w, e);
	if (!r)
		r = put_headers(w, e);
	if (!r && (fchmod(w->fd, 0644) < 0 || fsync(w->fd) < 0))
		r = failed(w, e);
	return r;
}

int image_write(const char *path, const struct parts *p, struct err *e)
{
	cleanup_fd int kernel = open(p->kernel, O_RDONLY | O_CLOEXEC);
	cleanup_fd int fd = -1;
	struct writer w = { .parts = p };
	char new[PATH_MAX];
	int r;

	if (kernel < 0)
		return err_errno(e, "opening %s", p->kernel);
	if (read_kernel(&w, kernel, e) < 0 || check_notes(&w, e) < 0)
		return err_context(e, "%s", p->kernel);
	if ((size_t)snprintf(new, sizeof(new), "%s.XXXXXX", path) >=
	    sizeof(new))
		return err_set(e, ENAMETOOLONG, "%s", path);
	w.fd = fd = mkostemp(new, O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, "making %s", new);
	r = write_all(&w, e);
	if (!r && rename(new, path) < 0)
		r = err_errno(e, "naming the image %s", path);
	if (r)
		unlink(new);
	return r;
}
