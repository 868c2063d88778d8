/* SPDX-License-Identifier: ISC */
/*
 * Where everything is in the host address space, for 48-bit hosts; the picture is
 * that of x86_64, with more room for user programs.  (39-bit hosts need a layout
 * of their own and are refused by the tender.)
 */
#ifndef NABLA_ISA_LAYOUT_H
#define NABLA_ISA_LAYOUT_H

#include <linux/const.h>

#define NABLA_USER_MIN		_AC(0x10000, UL)
#define NABLA_USER_END		_AC(0x650000000000, UL)
#define NABLA_USER_GUARD	_AC(0x10000000000, UL)
#define NABLA_MMAP_MAX		NABLA_USER_GUARD

#define NABLA_MEMBER		_AC(0x670000000000, UL)

#define NABLA_RAM		_AC(0x680000000000, UL)
#define NABLA_RAM_MAX		_AC(0x070000000000, UL)

#define NABLA_VMALLOC		_AC(0x6f0000000000, UL)
#define NABLA_VMALLOC_SIZE	_AC(0x1000000000, UL)

#endif
