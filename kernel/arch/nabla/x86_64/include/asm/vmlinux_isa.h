/* SPDX-License-Identifier: GPL-2.0-only */
/* For the linker script only. */
OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
