// SPDX-License-Identifier: ISC
/*
 * Makes an image out of a kernel image and what is baked into it.  The same parts
 * give the same bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/hvt.h>
#include <nabla/image.h>

#include "bake/image.h"
#include "bake/writer.h"
#include "lib/cleanup.h"
#include "lib/err.h"

/* What there is to be baked, by what it will run on. */
static const struct kind {
	uint32_t note;			/* the kernel has it */
	const char *missing;
	int (*write)(struct writer *w, struct err *e);
} kinds[] = {
	[TARGET_PROCESS] = { NABLA_NOTE_KERNEL, "it is no kernel for nabla-run",
			     baked_write },
	[TARGET_HVT] = { NABLA_NOTE_HVT, "it is no kernel for Solo5's hvt",
			 unikernel_write },
};

static const struct kind *kind_of(const struct writer *w)
{
	return &kinds[w->parts->target];
}

/* At most: Solo5's three notes and interpreter; and one that is loaded. */
#define SEGMENTS_ADDED	5

static int read_kernel(struct writer *w, int fd, struct err *e)
{
	int r = elf_open(&w->kernel, fd, "kernel image", 0, e);

	for (int i = 0; !r && i < w->kernel.head.e_phnum; i++)
		r = elf_check_extent(&w->kernel, &w->kernel.seg[i], e);
	if (!r && w->kernel.head.e_phnum > ELF_SEGMENTS_MAX - SEGMENTS_ADDED)
		r = elf_bad(&w->kernel, "too many segments to add some", e);
	return r;
}

/* What a kernel for hvt says of itself; @size bytes are left of the notes. */
static void take_note(struct writer *w, const Elf64_Nhdr *h, const char *name,
		      uint64_t size)
{
	size_t at = sizeof(NABLA_NOTE_NAME) + 2;	/* padded */

	if (h->n_type == NABLA_NOTE_HVT && h->n_descsz == sizeof(w->hvt) &&
	    size >= at + sizeof(w->hvt))
		memcpy(&w->hvt, name + at, sizeof(w->hvt));
}

/* Whether the kernel image is none that was baked already. */
static int check_note(struct writer *w, const Elf64_Phdr *p,
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
			if (h.n_type == kind_of(w)->note) {
				*have_kernel = true;
				take_note(w, &h, buf + at, p->p_filesz - at);
			}
		}
		at += ((uint64_t)h.n_namesz + 3) / 4 * 4 +
		      ((uint64_t)h.n_descsz + 3) / 4 * 4;
		if (at > p->p_filesz)
			break;
	}
	return 0;
}

static int check_notes(struct writer *w, struct err *e)
{
	bool have_kernel = false;

	for (int i = 0; i < w->kernel.head.e_phnum; i++)
		if (w->kernel.seg[i].p_type == PT_NOTE &&
		    check_note(w, &w->kernel.seg[i], &have_kernel, e) < 0)
			return -e->code;
	return have_kernel ? 0 :
	       elf_bad(&w->kernel, kind_of(w)->missing, e);
}

int image_write_to(int fd, const struct parts *p, struct err *e)
{
	cleanup_fd int kernel = open(p->kernel, O_RDONLY | O_CLOEXEC);
	struct writer w = { .parts = p, .fd = fd };

	if (kernel < 0)
		return err_errno(e, "opening %s", p->kernel);
	if (read_kernel(&w, kernel, e) < 0 || check_notes(&w, e) < 0)
		return err_context(e, "%s", p->kernel);
	return kind_of(&w)->write(&w, e);
}

int image_write(const char *path, const struct parts *p, struct err *e)
{
	cleanup_fd int fd = -1;
	char new[PATH_MAX];
	int r;

	if ((size_t)snprintf(new, sizeof(new), "%s.XXXXXX", path) >=
	    sizeof(new))
		return err_set(e, ENAMETOOLONG, "%s", path);
	fd = mkostemp(new, O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, "making %s", new);
	r = image_write_to(fd, p, e);
	if (!r && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		r = err_errno(e, "writing the image");
	if (!r && rename(new, path) < 0)
		r = err_errno(e, "naming the image %s", path);
	if (r)
		unlink(new);
	return r;
}
