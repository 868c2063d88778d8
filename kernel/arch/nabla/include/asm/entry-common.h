/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_ENTRY_COMMON_H
#define _ASM_NABLA_ENTRY_COMMON_H

#include <asm/entry.h>

#endif
