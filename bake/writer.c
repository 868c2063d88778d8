// SPDX-License-Identifier: ISC
/* Parts of an ELF file, one behind the other. */
#include <errno.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bake/writer.h"
#include "lib/err.h"

void writer_begin(struct writer *w)
{
	w->at = sizeof(Elf64_Ehdr) + sizeof(w->seg);
}

int writer_failed(const struct writer *w, struct err *e)
{
	(void)w;
	return err_errno(e, "writing the image");
}

void writer_align(struct writer *w, uint64_t to)
{
	w->at = (w->at + to - 1) & ~(to - 1);
}

int writer_put(struct writer *w, const void *bytes, size_t n, struct err *e)
{
	const char *p = bytes;

	while (n) {
		ssize_t r = pwrite(w->fd, p, n, (off_t)w->at);

		if (r < 0)
			return writer_failed(w, e);
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
		return writer_failed(w, e);
	while (n) {
		ssize_t r = sendfile(w->fd, from, &at,
				     n < 1 << 30 ? n : 1 << 30);

		if (r < 0)
			return writer_failed(w, e);
		if (!r)
			return err_set(e, ENODATA, "a part of the image is "
				       "shorter than it was");
		w->at += (uint64_t)r;
		n -= (uint64_t)r;
	}
	return 0;
}

int writer_root_size(const struct writer *w, uint64_t *size, struct err *e)
{
	struct stat st;

	*size = 0;
	if (w->parts->root < 0)
		return 0;
	if (fstat(w->parts->root, &st) < 0)
		return err_errno(e, "looking at the root's image");
	*size = (uint64_t)st.st_size;
	return 0;
}

int writer_put_root(struct writer *w, uint64_t size, struct err *e)
{
	int r;

	writer_align(w, NABLA_BAKED_ALIGN);
	r = put_file(w, w->parts->root, 0, size, e);
	writer_align(w, NABLA_BAKED_ALIGN);
	if (!r && ftruncate(w->fd, (off_t)w->at) < 0)
		r = writer_failed(w, e);
	return r;
}

Elf64_Phdr *writer_add_segment(struct writer *w, const Elf64_Phdr *like)
{
	Elf64_Phdr *p = &w->seg[w->nr++];

	*p = *like;
	p->p_offset = w->at;
	return p;
}

int writer_put_segments(struct writer *w, uint32_t type, uint64_t alignment,
			struct err *e)
{
	for (int i = 0; i < w->kernel.head.e_phnum; i++) {
		const Elf64_Phdr *p = &w->kernel.seg[i];

		if (p->p_type != type)
			continue;
		writer_align(w, alignment);
		writer_add_segment(w, p);
		if (put_file(w, w->kernel.fd, p->p_offset, p->p_filesz, e) < 0)
			return -e->code;
	}
	return 0;
}

int writer_put_headers(struct writer *w, uint64_t entry, struct err *e)
{
	Elf64_Ehdr h = w->kernel.head;

	h.e_entry = entry;
	h.e_phoff = sizeof(h);
	h.e_phnum = (Elf64_Half)w->nr;
	h.e_shoff = 0;
	h.e_shnum = h.e_shstrndx = h.e_shentsize = 0;
	w->at = 0;
	if (writer_put(w, &h, sizeof(h), e) < 0)
		return -e->code;
	return writer_put(w, w->seg, w->nr * sizeof(w->seg[0]), e);
}
