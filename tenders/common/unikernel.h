/* SPDX-License-Identifier: ISC */
/*
 * A unikernel's ELF file, which is hostile: what it says about itself, and its
 * segments.  Used by the tenders and by solo5-elftool.
 */
#ifndef COMMON_UNIKERNEL_H
#define COMMON_UNIKERNEL_H

#include <solo5/elf_abi.h>
#include <solo5/mft_abi.h>

#include "lib/elf_file.h"

#define GUEST_PAGE	4096UL

static inline uint64_t page_down(uint64_t v)
{
	return v & ~(GUEST_PAGE - 1);
}

static inline uint64_t page_up(uint64_t v)
{
	return page_down(v + GUEST_PAGE - 1);
}

/* A copy of a struct mft, of the largest size there can be. */
struct manifest {
	uint32_t version;
	uint32_t entries;
	struct mft_entry e[MFT1_ENTRIES_MAX];
};

_Static_assert(offsetof(struct manifest, e) == offsetof(struct mft, e),
	       "as in mft_abi.h");

/* A device of ours: HVT_FEATURE_CHANNELS. */
static inline bool is_channel(const struct mft_entry *m)
{
	return m->type == MFT_DEV_FILES || m->type == MFT_DEV_CONTROL;
}

struct unikernel {
	struct elf_file file;
	struct abi1_note abi;
	struct manifest manifest;	/* its entries are checked */
	uint64_t end;			/* set by unikernel_check() */
};

/* Where guest memory is in ours. */
struct guest_memory {
	unsigned char *host;		/* of guest address 0 */
	uint64_t size;			/* end of guest memory */
	bool executable;		/* by the host's processor: spt */
};

/* Reads headers and notes.  machine 0: any */
int unikernel_open(struct unikernel *u, int fd, uint16_t machine,
		   struct err *e);

/*
 * The same for a file by name, whose descriptor stays open; and it must be made
 * for that target and version.
 */
int unikernel_open_path(struct unikernel *u, const char *path,
			uint16_t machine, const struct abi1_note *want,
			struct err *e);

/* The two notes by themselves; ENODATA if there is none. */
int unikernel_read_abi(const struct elf_file *f, struct abi1_note *abi,
		       struct err *e);
int unikernel_read_manifest(const struct elf_file *f, struct manifest *m,
			    struct err *e);

/* Whether n bytes are a manifest as the contract has it. */
int manifest_check(const struct manifest *m, size_t n, struct err *e);

/*
 * Whether its segments can be loaded into mem_size bytes; sets u->end, the end
 * of the last one in memory, rounded up to pages.
 */
int unikernel_check(struct unikernel *u, uint64_t mem_size, struct err *e);

/* After that: copies them to memory that is zero, and protects their pages. */
int unikernel_load(const struct unikernel *u, const struct guest_memory *mem,
		   struct err *e);

/* "hvt" for ABI1_TARGET_HVT and so on; "unknown" */
const char *abi_target_name(uint32_t target);

#endif
