/* SPDX-License-Identifier: ISC */
/*
 * A baked image: a kernel image (image.h) with a container in it.  A second
 * note, name "Nabla" and type NABLA_NOTE_BAKED, says where in the file the parts
 * are.  nabla-bake writes it, the tender reads it, and it is hostile input to
 * the tender as the rest of the file: whatever is not as described here MUST be
 * refused.
 *
 *  root    a file system image, whole pages at a page boundary of the file.  It
 *          becomes a read-only disk of this name, on the file itself.
 *  config  records as in config.h, at most NABLA_CONFIG_MAX bytes, the last of
 *          them NUL.  They come before what nabla-run is told.
 *
 * NABLA_BAKED_VERSION changes whenever this structure does.
 */
#ifndef NABLA_BAKED_H
#define NABLA_BAKED_H

#include <linux/types.h>
#include <nabla/boot.h>

#define NABLA_NOTE_BAKED	2
#define NABLA_BAKED_VERSION	1
#define NABLA_BAKED_NETS	8
#define NABLA_BAKED_ROOT	"root"		/* the disk's name */
#define NABLA_BAKED_ALIGN	4096

struct nabla_baked {
	__u32 version;			/* NABLA_BAKED_VERSION */
	__u32 mem;			/* MB of guest memory; 0: not said */
	__u64 root_offset, root_size;	/* bytes of the file */
	__u64 config_offset, config_size;
	/*
	 * Network interfaces that it can't do without: NUL-terminated, letters,
	 * digits and "_.-"; those that are empty come last.
	 */
	char net[NABLA_BAKED_NETS][NABLA_NAME_MAX];
};

_Static_assert(sizeof(struct nabla_baked) == 168, "ABI");

#endif
