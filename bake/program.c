// SPDX-License-Identifier: ISC
/*
 * A program and all that it needs to be loaded: what its headers name, and what
 * the headers of that name, and so on.  Nothing of it is run, as ldd(1) would.
 * What is loaded later (dlopen) nobody can know.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bake/library.h"
#include "bake/program.h"
#include "bake/tree.h"
#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/str.h"

#define OBJECTS_MAX	512

struct object {
	char *from, *to;
};

struct closure {
	const struct tree *tree;
	struct folders folders;
	bool musl;			/* whose loader is its libc */
	unsigned int nr, done;
	struct object object[OBJECTS_MAX];
};

/* The ELF file that is being read. */
struct reading {
	struct closure *c;
	const struct object *o;
	Elf *elf;
	const char *rpath, *runpath;	/* NULL: none */
};

static int bad(const struct reading *r, const char *why, struct err *e)
{
	return err_set(e, ENOEXEC, "%s: %s", r->o->from, why);
}

/* Unless it is there already. */
static int add_object(struct closure *c, const char *from, const char *to,
		      struct err *e)
{
	struct object *o = &c->object[c->nr];

	for (unsigned int i = 0; i < c->nr; i++)
		if (!strcmp(c->object[i].to, to))
			return 0;
	if (c->nr == OBJECTS_MAX)
		return err_set(e, E2BIG, "more than %d libraries", OBJECTS_MAX);
	o->from = strdup(from);
	o->to = strdup(to);
	if (!o->from || !o->to)
		return err_set(e, ENOMEM, "adding %s", from);
	c->nr++;
	return tree_add(c->tree, from, to, e);
}

static int add_needed(struct reading *r, const char *name, struct err *e)
{
	char here[PATH_MAX], there[PATH_MAX];
	char found[PATH_MAX], place[PATH_MAX];
	const struct needy by = {
		/* DT_RPATH counts only without DT_RUNPATH: ld.so(8) */
		.search = r->runpath ? r->runpath : r->rpath,
		.here = here, .there = there,
	};

	if (r->c->musl && !strcmp(name, "libc.so"))
		return 0;
	if (!realpath(r->o->from, here))
		return err_errno(e, "looking at %s", r->o->from);
	str_copy(there, sizeof(there), r->o->to);
	dirname(here);
	dirname(there);
	if (folders_find(&r->c->folders, name, &by, found, place) < 0)
		return err_set(e, ENOENT, "%s needs %s, which is not to be "
			       "found", r->o->from, name);
	return add_object(r->c, found, place, e);
}

static int each_dynamic(struct reading *r, Elf_Data *data, const GElf_Shdr *sh,
			int (*visit)(struct reading *r, GElf_Sxword tag,
				     const char *text, struct err *e),
			struct err *e)
{
	GElf_Dyn d;
	int rc = 0;

	for (int i = 0; !rc && gelf_getdyn(data, i, &d) && d.d_tag != DT_NULL;
	     i++) {
		const char *text;

		if (d.d_tag != DT_NEEDED && d.d_tag != DT_RPATH &&
		    d.d_tag != DT_RUNPATH)
			continue;
		text = elf_strptr(r->elf, sh->sh_link, d.d_un.d_val);
		if (!text || !*text)
			return bad(r, "a name is missing in its headers", e);
		rc = visit(r, d.d_tag, text, e);
	}
	return rc;
}

static int note_path(struct reading *r, GElf_Sxword tag, const char *text,
		     struct err *e)
{
	(void)e;
	if (tag == DT_RPATH)
		r->rpath = text;
	else if (tag == DT_RUNPATH)
		r->runpath = text;
	return 0;
}

static int note_needed(struct reading *r, GElf_Sxword tag, const char *text,
		       struct err *e)
{
	return tag == DT_NEEDED ? add_needed(r, text, e) : 0;
}

/* The folders that an object names may stand behind what it needs. */
static int read_dynamic(struct reading *r, struct err *e)
{
	Elf_Scn *section = NULL;
	GElf_Shdr sh;
	Elf_Data *data;
	int rc;

	while ((section = elf_nextscn(r->elf, section))) {
		if (!gelf_getshdr(section, &sh) || sh.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(section, NULL);
		if (!data)
			return bad(r, elf_errmsg(-1), e);
		rc = each_dynamic(r, data, &sh, note_path, e);
		return rc ? rc : each_dynamic(r, data, &sh, note_needed, e);
	}
	return bad(r, "it has no section headers that say what it needs", e);
}

static int add_interpreter(struct reading *r, const GElf_Phdr *p,
			   struct err *e)
{
	size_t size;
	const char *file = elf_rawfile(r->elf, &size);
	const char *path = file + p->p_offset;

	if (!file || p->p_offset > size || !p->p_filesz ||
	    p->p_filesz > size - p->p_offset || path[p->p_filesz - 1])
		return bad(r, "its interpreter is not in the file", e);
	r->c->musl = strstr(path, "/ld-musl-") != NULL;
	return add_object(r->c, path, path, e);
}

static int read_segments(struct reading *r, struct err *e)
{
	bool dynamic = false;
	size_t n = 0;
	int rc = 0;

	if (elf_getphdrnum(r->elf, &n))
		return bad(r, elf_errmsg(-1), e);
	for (size_t i = 0; !rc && i < n; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(r->elf, (int)i, &p))
			return bad(r, elf_errmsg(-1), e);
		if (p.p_type == PT_INTERP)
			rc = add_interpreter(r, &p, e);
		dynamic |= p.p_type == PT_DYNAMIC;
	}
	return !rc && dynamic ? read_dynamic(r, e) : rc;
}

/* The first one says for which machine. */
static int check_head(struct reading *r, struct err *e)
{
	struct closure *c = r->c;
	GElf_Ehdr h;

	if (elf_kind(r->elf) != ELF_K_ELF || !gelf_getehdr(r->elf, &h) ||
	    h.e_ident[EI_CLASS] != ELFCLASS64 ||
	    (h.e_type != ET_EXEC && h.e_type != ET_DYN))
		return bad(r, "no 64-bit ELF program", e);
	if (r->o == c->object)
		return folders_read(&c->folders, h.e_machine, "/etc/ld.so.conf",
				    e);
	if (h.e_machine != c->folders.machine)
		return bad(r, "for another machine than the program", e);
	return 0;
}

static int read_object(struct closure *c, const struct object *o,
		       struct err *e)
{
	cleanup_fd int fd = open(o->from, O_RDONLY | O_CLOEXEC);
	struct reading r = { .c = c, .o = o };
	int rc;

	if (fd < 0)
		return err_errno(e, "opening %s", o->from);
	r.elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!r.elf)
		return bad(&r, elf_errmsg(-1), e);
	rc = check_head(&r, e);
	if (!rc)
		rc = read_segments(&r, e);
	elf_end(r.elf);
	return rc;
}

/* Its folder as it really is, without links; its name as given. */
static int place_of(const char *path, char where[PATH_MAX], struct err *e)
{
	char folder[PATH_MAX], name[PATH_MAX], real[PATH_MAX];

	if (str_copy(folder, sizeof(folder), path) < 0 ||
	    str_copy(name, sizeof(name), path) < 0)
		return err_set(e, ENAMETOOLONG, "%s", path);
	if (!realpath(dirname(folder), real))
		return err_errno(e, "looking for %s", path);
	if ((size_t)snprintf(where, PATH_MAX, "%s/%s",
			     real[1] ? real : "", basename(name)) >= PATH_MAX)
		return err_set(e, ENAMETOOLONG, "%s", path);
	return 0;
}

int program_add(const struct tree *t, const char *path,
		char where[PATH_MAX], struct err *e)
{
	struct closure *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return err_set(e, ENOMEM, "%s", path);
	c->tree = t;
	elf_version(EV_CURRENT);
	rc = where[0] ? 0 : place_of(path, where, e);
	if (!rc)
		rc = add_object(c, path, where, e);
	while (!rc && c->done < c->nr) {
		rc = read_object(c, &c->object[c->done], e);
		c->done++;
	}
	for (unsigned int i = 0; i < c->nr; i++) {
		free(c->object[i].from);
		free(c->object[i].to);
	}
	free(c);
	return rc;
}
