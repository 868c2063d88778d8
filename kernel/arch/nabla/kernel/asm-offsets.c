// SPDX-License-Identifier: GPL-2.0-only
/* Offsets for assembly; Kbuild makes generated/asm-offsets.h of it. */
#include <asm/asm-offsets_isa.h>
