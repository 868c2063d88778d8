// SPDX-License-Identifier: ISC
/* A hostile ELF executable: its headers. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/elf_file.h"
#include "lib/err.h"
#include "lib/fd.h"

int elf_bad(const struct elf_file *f, const char *why, struct err *e)
{
	return err_set(e, ENOEXEC, "not a %s: %s", f->what, why);
}

int elf_read(const struct elf_file *f, void *buf, uint64_t len, uint64_t off,
	     struct err *e)
{
	if (off > f->size || len > f->size - off)
		return elf_bad(f, "the file is too short", e);
	if (fd_pread_full(f->fd, buf, len, (off_t)off) < 0)
		return err_errno(e, "reading the %s", f->what);
	return 0;
}

static int check_ident(const struct elf_file *f, struct err *e)
{
	const unsigned char *id = f->head.e_ident;

	if (memcmp(id, ELFMAG, SELFMAG))
		return elf_bad(f, "no ELF file", e);
	if (id[EI_CLASS] != ELFCLASS64)
		return elf_bad(f, "not 64-bit", e);
	if (id[EI_DATA] != ELFDATA2LSB)
		return elf_bad(f, "not little-endian", e);
	if (id[EI_VERSION] != EV_CURRENT)
		return elf_bad(f, "unknown ELF version", e);
	return 0;
}

static int check_head(const struct elf_file *f, uint16_t machine,
		      struct err *e)
{
	const Elf64_Ehdr *h = &f->head;
	int r = check_ident(f, e);

	if (r < 0)
		return r;
	if (h->e_type != ET_EXEC)
		return elf_bad(f, "not an executable at fixed addresses", e);
	if (machine && h->e_machine != machine)
		return elf_bad(f, "for another machine", e);
	if (h->e_version != EV_CURRENT)
		return elf_bad(f, "unknown ELF version", e);
	if (h->e_phentsize != sizeof(Elf64_Phdr))
		return elf_bad(f, "strange size of a program header", e);
	if (!h->e_phnum || h->e_phnum > ELF_SEGMENTS_MAX)
		return elf_bad(f, "no program headers, or too many", e);
	return 0;
}

int elf_open(struct elf_file *f, int fd, const char *what, uint16_t machine,
	     struct err *e)
{
	struct stat st;
	int r;

	f->fd = fd;
	f->what = what;
	if (fstat(fd, &st) < 0)
		return err_errno(e, "looking at the %s", what);
	if (!S_ISREG(st.st_mode))
		return elf_bad(f, "not a regular file", e);
	f->size = (uint64_t)st.st_size;
	r = elf_read(f, &f->head, sizeof(f->head), 0, e);
	if (!r)
		r = check_head(f, machine, e);
	if (!r)
		r = elf_read(f, f->seg, f->head.e_phnum * sizeof(f->seg[0]),
			     f->head.e_phoff, e);
	return r;
}

int elf_check_extent(const struct elf_file *f, const Elf64_Phdr *p,
		     struct err *e)
{
	if (p->p_filesz > p->p_memsz)
		return elf_bad(f, "a segment is larger in the file than in "
			       "memory", e);
	if (p->p_offset > f->size || p->p_filesz > f->size - p->p_offset)
		return elf_bad(f, "a segment lies beyond the end of the file",
			       e);
	return 0;
}
