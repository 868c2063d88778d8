/* SPDX-License-Identifier: GPL-2.0-only */
/* For the linker script only. */
OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
