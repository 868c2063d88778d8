/* SPDX-License-Identifier: ISC */
/*
 * The parts of the layout that are alike on every ISA.  Guest-physical addresses
 * are offsets into guest RAM.
 */
#ifndef NABLA_LAYOUT_H
#define NABLA_LAYOUT_H

#include <nabla/isa/layout.h>

/* Guest-physical: the boot area (struct nabla_boot, <nabla/boot.h>). */
#define NABLA_BOOT_PHYS		_AC(0x1000, UL)
/* Guest-physical: where the kernel image is linked and loaded. */
#define NABLA_KERNEL_PHYS	_AC(0x200000, UL)

/*
 * The member area: memory that each host process has to itself, at the same
 * address in all of them.
 *
 *	NABLA_MEMBER		struct nabla_member, one page
 *	+ NABLA_WAIT_OFF	stack it waits on for its turn
 *	+ NABLA_ALT_OFF		alternate stack, where host signals arrive
 *
 * An unmapped page lies below each stack.
 */
#define NABLA_WAIT_OFF		_AC(0x2000, UL)
#define NABLA_WAIT_SIZE		_AC(0x4000, UL)
#define NABLA_ALT_OFF		_AC(0x8000, UL)
#define NABLA_ALT_SIZE		_AC(0x10000, UL)
#define NABLA_MEMBER_SIZE	(NABLA_ALT_OFF + NABLA_ALT_SIZE)

#endif
