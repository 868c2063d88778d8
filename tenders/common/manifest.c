// SPDX-License-Identifier: ISC
/* The notes of a unikernel: its ABI, and its manifest. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "tenders/common/unikernel.h"

static const char *const targets[] = {
	[ABI1_TARGET_HVT] = "hvt",	[ABI1_TARGET_SPT] = "spt",
	[ABI1_TARGET_VIRTIO] = "virtio", [ABI1_TARGET_MUEN] = "muen",
	[ABI1_TARGET_GENODE] = "genode", [ABI1_TARGET_XEN] = "xen",
};

const char *abi_target_name(uint32_t target)
{
	if (!target || target >= sizeof(targets) / sizeof(targets[0]))
		return "unknown";
	return targets[target];
}

static int bad(struct err *e, const char *why)
{
	return err_set(e, ENOEXEC, "bad manifest: %s", why);
}

static bool good_name(const char *s)
{
	if (!s[0] || s[MFT1_NAME_MAX])
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s))
			return false;
	return true;
}

static int check_first(const struct mft_entry *m, struct err *e)
{
	if (m->type != MFT_RESERVED_FIRST || m->name[0] ||
	    m->name[MFT1_NAME_MAX])
		return bad(e, "its first entry is not the reserved one");
	return 0;
}

static int check_entry(const struct mft_entry *m, struct err *e)
{
	if (!good_name(m->name))
		return bad(e, "a device's name is not letters and digits");
	if (m->type != MFT_DEV_BLOCK_BASIC && m->type != MFT_DEV_NET_BASIC &&
	    !is_channel(m))
		return err_set(e, ENOEXEC, "bad manifest: device %s is of an "
			       "unknown type, %u", m->name, m->type);
	return 0;
}

/* As bytes: what is no bool must not be read as one. */
static bool attached(const struct mft_entry *m)
{
	unsigned char byte;

	memcpy(&byte, &m->attached, 1);
	return byte;
}

int manifest_check(const struct manifest *m, size_t n, struct err *e)
{
	int r;

	if (n < MFT1_SIZE(1) || n > sizeof(*m))
		return bad(e, "of a size that none can have");
	if (m->version != MFT1_VERSION)
		return err_set(e, ENOEXEC, "bad manifest: version %u, not %u",
			       m->version, MFT1_VERSION);
	if (!m->entries || m->entries > MFT1_ENTRIES_MAX)
		return bad(e, "no entries, or too many");
	if (n != MFT1_SIZE(m->entries))
		return bad(e, "its size is not that of its entries");
	r = check_first(&m->e[0], e);
	for (uint32_t i = 1; !r && i < m->entries; i++)
		r = check_entry(&m->e[i], e);
	for (uint32_t i = 0; !r && i < m->entries; i++)
		if (attached(&m->e[i]))
			r = bad(e, "a device is attached already");
	return r;
}

struct note_header {
	Elf64_Nhdr head;
	char name[8];
};

_Static_assert(sizeof(struct note_header) == SOLO5_NOTE_HEADER, "contract");

/* 1: that segment is the note of that type; 0: it is something else */
static int read_header(const struct elf_file *f, const Elf64_Phdr *p,
		       uint32_t type, struct note_header *h, struct err *e)
{
	int r;

	if (p->p_type != PT_NOTE || p->p_filesz < sizeof(*h))
		return 0;
	r = elf_read(f, h, sizeof(*h), p->p_offset, e);
	if (r < 0)
		return r;
	return h->head.n_type == type &&
	       h->head.n_namesz == sizeof(SOLO5_NOTE_NAME) &&
	       !memcmp(h->name, SOLO5_NOTE_NAME, sizeof(SOLO5_NOTE_NAME));
}

/* The descriptor of the only note of that type, from min to max bytes. */
static int read_note(const struct elf_file *f, uint32_t type, void *buf,
		     size_t min, size_t max, struct err *e)
{
	struct note_header h;
	size_t len = 0;
	int r;

	for (int i = 0; i < f->head.e_phnum; i++) {
		const Elf64_Phdr *p = &f->seg[i];

		r = read_header(f, p, type, &h, e);
		if (r < 0)
			return r;
		if (!r)
			continue;
		if (len)
			return elf_bad(f, "a note of Solo5's is there twice",
				       e);
		len = h.head.n_descsz;
		if (len < min || len > max || len > p->p_filesz - sizeof(h))
			return elf_bad(f, "a note of Solo5's has a strange "
				       "size", e);
		r = elf_read(f, buf, len, p->p_offset + sizeof(h), e);
		if (r < 0)
			return r;
	}
	return len ? (int)len : err_set(e, ENODATA, "not a %s: it has no %s "
					"of Solo5's", f->what,
					type == ABI1_NOTE_TYPE ? "ABI note" :
					"manifest");
}

int unikernel_read_abi(const struct elf_file *f, struct abi1_note *abi,
		       struct err *e)
{
	int r = read_note(f, ABI1_NOTE_TYPE, abi, sizeof(*abi), sizeof(*abi),
			  e);

	return r < 0 ? r : 0;
}

int unikernel_read_manifest(const struct elf_file *f, struct manifest *m,
			    struct err *e)
{
	unsigned char desc[MFT1_DESC_SIZE(MFT1_ENTRIES_MAX)];
	int n = read_note(f, MFT1_NOTE_TYPE, desc, MFT1_DESC_SIZE(1),
			  sizeof(desc), e);

	if (n < 0)
		return n;
	n -= MFT1_NOTE_PAD;
	memset(m, 0, sizeof(*m));
	memcpy(m, desc + MFT1_NOTE_PAD, (size_t)n);
	return manifest_check(m, (size_t)n, e);
}
