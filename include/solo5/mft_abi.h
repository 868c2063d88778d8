/* SPDX-License-Identifier: ISC */
/*
 * The manifest: the devices that a unikernel wants, in a note of its ELF file.
 * The tender copies it, fills in the fields marked T for each device that it
 * has attached, and hands it to the bindings.  A device's handle is its index.
 */
#ifndef SOLO5_MFT_ABI_H
#define SOLO5_MFT_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MFT1_NOTE_TYPE		0x3154464d	/* "MFT1" */
#define MFT1_NOTE_ALIGN		8	/* of the descriptor's contents */
#define MFT1_NOTE_PAD		4	/* between header and contents */
#define MFT1_VERSION		1
#define MFT1_ENTRIES_MAX	64
#define MFT1_NAME_SIZE		68		/* with a NUL */
#define MFT1_NAME_MAX		(MFT1_NAME_SIZE - 1)

enum mft_type {
	MFT_DEV_BLOCK_BASIC = 1,
	MFT_DEV_NET_BASIC,
	/* not Solo5's, but ours: channels, see HVT_FEATURE_CHANNELS */
	MFT_DEV_FILES = 0x4e420001,
	MFT_DEV_CONTROL,
	MFT_RESERVED_FIRST = 1 << 30,	/* entry 0, and no other */
};

struct mft_block_basic {
	uint64_t capacity;	/* T: bytes */
	uint16_t block_size;	/* T: bytes */
};

struct mft_net_basic {
	uint8_t mac[6];		/* T */
	uint16_t mtu;		/* T */
};

struct mft_entry {
	char name[MFT1_NAME_SIZE];	/* A-Z, a-z, 0-9; entry 0: empty */
	uint32_t type;			/* enum mft_type */
	union {
		struct mft_block_basic block_basic;
		struct mft_net_basic net_basic;
	} u;
	union {
		int32_t hostfd;		/* T: spt's descriptor */
		uint64_t pad;
	} b;
	bool attached;			/* T; false in the file */
};

struct mft {
	uint32_t version;		/* MFT1_VERSION */
	uint32_t entries;		/* 1 to MFT1_ENTRIES_MAX */
	struct mft_entry e[];
};

#define MFT1_SIZE(n)	(sizeof(struct mft) + (n) * sizeof(struct mft_entry))
/* Of a note's descriptor with n entries. */
#define MFT1_DESC_SIZE(n) (MFT1_NOTE_PAD + MFT1_SIZE(n))

_Static_assert(sizeof(struct mft_entry) == 104, "contract");
_Static_assert(offsetof(struct mft_entry, type) == 68, "contract");
_Static_assert(offsetof(struct mft_entry, u) == 72, "contract");
_Static_assert(offsetof(struct mft_block_basic, block_size) == 8, "contract");
_Static_assert(offsetof(struct mft_net_basic, mtu) == 6, "contract");
_Static_assert(offsetof(struct mft_entry, b) == 88, "contract");
_Static_assert(offsetof(struct mft_entry, attached) == 96, "contract");
_Static_assert(sizeof(struct mft) == 8, "contract");
_Static_assert(MFT1_DESC_SIZE(MFT1_ENTRIES_MAX) == 6668, "contract");

/*
 * How a manifest is put into a program: `solo5-elftool gen-manifest` writes
 *
 *	#define MFT_ENTRIES 2
 *	#include "mft_abi.h"
 *	MFT1_NOTE_DECLARE_BEGIN
 *	{ .version = MFT_VERSION, .entries = 2, .e = { {...}, {...} } }
 *	MFT1_NOTE_DECLARE_END
 *
 * as upstream's does: what either tool writes goes with either's headers.
 */
#define MFT_VERSION		MFT1_VERSION

#ifdef MFT_ENTRIES
struct mft1_note {
	uint32_t namesz, descsz, type;
	char name[8];
	uint32_t pad;
	struct {
		uint32_t version, entries;
		struct mft_entry e[MFT_ENTRIES];
	} m;
};

_Static_assert(offsetof(struct mft1_note, m) == 24, "contract");
_Static_assert(MFT_ENTRIES >= 1 && MFT_ENTRIES <= MFT1_ENTRIES_MAX, "contract");

#define MFT1_NOTE_DECLARE_BEGIN						\
	extern const struct mft1_note solo5_mft1_note;			\
	__attribute__((section(".note.solo5.manifest"), used,		\
		       aligned(MFT1_NOTE_ALIGN)))			\
	const struct mft1_note solo5_mft1_note = {			\
		.namesz = 6, .descsz = MFT1_DESC_SIZE(MFT_ENTRIES),	\
		.type = MFT1_NOTE_TYPE, .name = "Solo5", .m =

#define MFT1_NOTE_DECLARE_END						\
	};
#endif

#endif
