/* SPDX-License-Identifier: GPL-2.0-only */
/* Of <asm/asm-offsets_isa.h>, what is this platform's. */
#ifndef _ASM_NABLA_OFFSETS_PLATFORM_H
#define _ASM_NABLA_OFFSETS_PLATFORM_H

#include <asm/exit.h>

#define NABLA_PLATFORM_OFFSETS						\
	DEFINE(EXIT_SIZE, sizeof(struct nabla_exit));

#endif
