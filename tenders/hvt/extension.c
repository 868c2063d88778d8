// SPDX-License-Identifier: ISC
/*
 * What is not Solo5's: the library kernel says in a note of its own what it can make
 * use of.  Hostile input like the rest of the file; a note that is not understood is
 * none.
 */
#include <string.h>

#include <nabla/hvt.h>
#include <nabla/image.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

struct kernel_note {
	Elf64_Nhdr head;
	char name[8];
	struct nabla_hvt_image image;
};

static bool is_ours(const struct kernel_note *n)
{
	return n->head.n_type == NABLA_NOTE_HVT &&
	       n->head.n_namesz == sizeof(NABLA_NOTE_NAME) &&
	       n->head.n_descsz == sizeof(n->image) &&
	       !memcmp(n->name, NABLA_NOTE_NAME, sizeof(NABLA_NOTE_NAME)) &&
	       n->image.version == NABLA_HVT_VERSION;
}

bool guest_wants_timer(const struct elf_file *f)
{
	struct kernel_note n;
	struct err ignored;

	for (int i = 0; i < f->head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->seg[i];

		if (p->p_type == PT_NOTE && p->p_filesz == sizeof(n) &&
		    !elf_read(f, &n, sizeof(n), p->p_offset, &ignored) &&
		    is_ours(&n))
			return n.image.flags & NABLA_HVT_TIMER;
	}
	return false;
}
