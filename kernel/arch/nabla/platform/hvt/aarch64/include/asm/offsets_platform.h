/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/asm-offsets_isa.h>, what is this platform's: nothing. */
#ifndef _ASM_NABLA_OFFSETS_PLATFORM_H
#define _ASM_NABLA_OFFSETS_PLATFORM_H

#define NABLA_PLATFORM_OFFSETS

#endif
