/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's version, for C libraries that demand one. */
#include <linux/elfnote.h>
#include <linux/version.h>

ELFNOTE_START(Linux, 0, "a")
	.long LINUX_VERSION_CODE
ELFNOTE_END
