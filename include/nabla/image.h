/* SPDX-License-Identifier: ISC */
/*
 * What a kernel image tells the tender: the descriptor of an ELF note with name
 * "Nabla" and type NABLA_NOTE_KERNEL.  All addresses are virtual.  The image is
 * hostile input to the tender: it MUST check that every address lies in a loaded
 * executable segment of the image before it uses it.
 *
 * NABLA_ABI changes whenever a structure of this folder does.
 */
#ifndef NABLA_IMAGE_H
#define NABLA_IMAGE_H

#define NABLA_ABI		3
#define NABLA_NOTE_NAME		"Nabla"
#define NABLA_NOTE_KERNEL	1

#ifndef __ASSEMBLY__
#include <linux/types.h>

struct nabla_image {
	__u32 abi;		/* NABLA_ABI */
	__u32 flags;		/* 0 */
	__u64 start;		/* first instruction; no arguments, no stack */
	__u64 signal;		/* handler of every host signal */
	__u64 restorer;		/* sa_restorer of the host signals */
	__u64 call_ip;		/* what seccomp sees as instruction pointer of
				 * the one host-call stub
				 */
	__u64 end;		/* end of the image in memory, bss included */
};

_Static_assert(sizeof(struct nabla_image) == 48, "ABI");
#endif

#endif
