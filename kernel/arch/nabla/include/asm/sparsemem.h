/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A section is the unit in which the allocator takes up memory as it is needed
 * (kernel/patches/0001): small, since its struct pages are initialised at once.
 */
#ifndef _ASM_NABLA_SPARSEMEM_H
#define _ASM_NABLA_SPARSEMEM_H

#define SECTION_SIZE_BITS	24
#define MAX_PHYSMEM_BITS	43	/* NABLA_RAM_MAX */

#endif
