/* SPDX-License-Identifier: ISC */
/*
 * What a Solo5 unikernel says about itself in its ELF file: the note that names
 * the ABI it is made for.  Written by the linker, read by tender and tools; the
 * tender MUST refuse another target or version.
 *
 * On notes: namesz is 6, the name "Solo5" padded to 8 bytes, and each note is
 * alone in a PT_NOTE segment.
 */
#ifndef SOLO5_ELF_ABI_H
#define SOLO5_ELF_ABI_H

#include <stddef.h>
#include <stdint.h>

#define SOLO5_NOTE_NAME		"Solo5"
#define SOLO5_NOTE_HEADER	20	/* three words and the padded name */

/* Not a program that the host could run: execve() fails for its sake. */
#define SOLO5_INTERP		"/nonexistent/solo5/"
#define SOLO5_INTERP_SIZE	24

/* The lowest address that a segment may have, where unikernels are linked. */
#define SOLO5_KERNEL_MIN	0x100000

#define ABI1_NOTE_TYPE		0x31494241	/* "ABI1" */
#define ABI1_NOTE_ALIGN		4

enum abi1_target {
	ABI1_TARGET_HVT = 1,
	ABI1_TARGET_SPT,
	ABI1_TARGET_VIRTIO,
	ABI1_TARGET_MUEN,
	ABI1_TARGET_GENODE,
	ABI1_TARGET_XEN,
};

struct abi1_note {
	uint32_t target;
	uint32_t version;	/* of that target's ABI */
	uint32_t reserved[2];
};

_Static_assert(sizeof(struct abi1_note) == 16, "contract");

#endif
